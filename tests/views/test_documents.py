"""The same page as Markdown, JSON and CSV: the same words and figures, at addresses of their own."""

import csv
import io
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django.test import Client
from markdown_it import MarkdownIt

from careerguide.models import PayFigure, Role, Skill, Track
from careerguide.page_markdown import VOID, is_left_out
from tests.factories import make_figure, make_role
from tests.site import SITE, read

pytestmark = pytest.mark.django_db

HEADINGS = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.S)
MONEY = re.compile(r"\$[\d,.]+k?")


def words(html: str) -> list[str]:
    return re.findall(r"[\w$%&’+.,-]*\w[\w$%]*", html)


class Reader(HTMLParser):
    """Reads the words of a page, or of an element of it, and its headings, without what is on screen only."""

    def __init__(self, html: str, within: str = ""):
        super().__init__()
        self.open, self.texts, self.headings = [], [], []
        self.within = within
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append((tag, is_left_out(tag, {name: value or "" for name, value in attrs})))
        if tag in ("h1", "h2", "h3", "h4") and self.is_read:
            self.headings.append((tag, []))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if self.is_read:
            self.texts.append(data)
            if self.headings and any(tag == self.headings[-1][0] for tag, _ in self.open):
                self.headings[-1][1].append(data)

    @property
    def is_read(self) -> bool:
        left_out = any(left_out for _, left_out in self.open)
        return not left_out and (not self.within or any(tag == self.within for tag, _ in self.open))

    @property
    def text(self) -> str:
        return " ".join(self.texts)


def text_of_html(html: str) -> list[str]:
    return words(Reader(html).text)


def rendered(markdown: str) -> str:
    """Markdown read by somebody else's reader, less the terms at its end."""
    body, _, terms = markdown.rpartition("\n---\n")
    assert terms
    return MarkdownIt("commonmark").enable("table").render(body)


PAGES = [
    *[
        f"/roles/{slug}/"
        for slug in ("data-scientist", "head-of-machine-learning", "chief-ai-officer", "ai-governance-lead")
    ],
    "/tracks/data-science/",
    "/skills/python/",
    "/skills/negotiation/",
]


@pytest.mark.parametrize("path", PAGES)
def test_markdown_holds_the_words_and_figures_of_the_page(client, path):
    page = client.get(path)
    if page.status_code == 404:
        pytest.fail(f"{path} is no page")
    markdown = client.get(f"{path.rstrip('/')}.md")
    assert markdown.headers["Content-Type"] == "text/markdown; charset=utf-8"
    there, here = Reader(page.text, within="main").text, rendered(markdown.text)
    expected, found = Counter(words(there)), Counter(text_of_html(here))
    assert not expected - found, f"missing: {expected - found}"
    assert not found - expected, f"too much: {found - expected}"
    assert Counter(MONEY.findall(there)) == Counter(MONEY.findall(here))


@pytest.mark.parametrize("path", PAGES)
def test_markdown_has_the_headings_of_the_page_in_their_order(client, path):
    there = [(name, words(" ".join(texts))) for name, texts in Reader(client.get(path).text, within="main").headings]
    here = rendered(client.get(f"{path.rstrip('/')}.md").text)
    assert [(f"h{level}", text_of_html(text)) for level, text in HEADINGS.findall(here)] == there
    assert there[0][0] == "h1"


def test_markdown_names_the_page_the_licence_and_the_attributions(client):
    response = client.get("/roles/data-scientist.md")
    assert response.headers["Link"] == f'<{SITE}/roles/data-scientist/>; rel="canonical"'
    terms = response.text.rpartition("\n---\n")[2]
    assert f"From <{SITE}/roles/data-scientist/>." in terms
    assert "- aijobs: Pay data: aijobs.net salary index (CC0)" in terms


def test_every_link_in_markdown_is_a_whole_address(client):
    targets = re.findall(r"\]\(([^)]+)\)", client.get("/roles/data-scientist.md").text)
    assert len(targets) > 50
    assert all(target.startswith(("https://", "mailto:")) for target in targets)


def test_text_that_looks_like_markdown_is_kept_as_text(client):
    role = make_role(lede="Use *stars*, [brackets], <tags> & `ticks`: 1|2.")
    here = rendered(client.get(f"/roles/{role.slug}.md").text)
    assert "Use *stars*, [brackets], &lt;tags&gt; &amp; `ticks`: 1|2." in here


def test_every_role_page_names_its_other_forms():
    page = read("/roles/data-scientist/")
    forms = {link["type"]: link["href"] for link in page.links if link.get("rel") == "alternate"}
    assert forms["text/markdown"] == "/roles/data-scientist.md"
    assert forms["application/json"] == "/roles/data-scientist.json"
    assert forms["text/csv"] == "/roles/data-scientist.csv"
    for address in forms.values():
        assert Client().get(address).status_code == 200, address


def test_figures_of_too_few_adverts_give_no_number_in_any_form(client):
    role = make_role()
    make_figure(role, n=7, p50=135_791, quality="insufficient")
    for form in ("json", "csv", "md"):
        text = client.get(f"/roles/{role.slug}.{form}").text
        assert "135791" not in text.replace(",", "")
    figure = client.get(f"/roles/{role.slug}.json").json()["pay"]["figures"][0]
    assert figure["amounts"]["p50"] is figure["n"] is None


def test_csv_has_every_figure_with_licence_and_attribution(client):
    response = client.get("/roles/data-scientist.csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == PayFigure.objects.filter(role__slug="data-scientist").count()
    assert all(row["licence"] and row["attribution"] and row["address"].startswith(SITE) for row in rows)
    assert 'filename="data-scientist-pay.csv"' in response.headers["Content-Disposition"]


def test_no_cell_is_taken_for_a_formula(client):
    role = make_role(title='=HYPERLINK("x")')
    make_figure(role, note="@SUM(A1)")
    rows = list(csv.DictReader(io.StringIO(client.get(f"/roles/{role.slug}.csv").text)))
    assert rows[0]["role"].startswith("'=")
    assert rows[0]["note"].startswith("'@")


@pytest.mark.parametrize("form", ["md", "json", "csv", "svg"])
def test_a_draft_has_no_other_form(client, form):
    role = make_role(status=Role.Status.DRAFT)
    assert client.get(f"/roles/{role.slug}.{form}").status_code == 404


def test_the_qr_code_is_a_picture_without_styles(client):
    response = client.get("/roles/data-scientist.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.text.startswith("<svg ")
    assert "style" not in response.text


@pytest.mark.parametrize(("model", "number"), [(Track, 6), (Skill, 87)])
def test_every_track_and_skill_has_markdown(client, model, number):
    rows = model.objects.all()
    assert len(rows) == number
    for row in rows[:10]:
        assert client.get(f"{row.get_absolute_url().rstrip('/')}.md").text.startswith(f"# {row}".replace("*", "\\*"))


@pytest.mark.parametrize("form", ["json", "md", "csv"])
def test_no_form_of_a_role_asks_the_database_more_than_8_times(client, django_assert_max_num_queries, form):
    client.get("/roles/data-scientist/")  # what is read once for each content version
    with django_assert_max_num_queries(8):
        assert client.get(f"/roles/data-scientist.{form}").status_code == 200
