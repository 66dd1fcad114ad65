"""What machines read of a page, held against what its readers see."""

import json
import re

import pytest

from careerguide.models import PayFigure, Role
from careerguide.ranges import headline
from careerguide.structured_data import script
from tests.factories import make_figure, make_role, make_source
from tests.site import inside, pages, read, sitemap

pytestmark = pytest.mark.django_db

# The types of schema.org that we use, each with its properties there.
VOCABULARY = {
    "Occupation": {
        "name", "description", "mainEntityOfPage", "alternateName", "occupationLocation", "estimatedSalary",
        "experienceRequirements", "educationRequirements", "skills",
    },
    "Country": {"name"},
    "MonetaryAmountDistribution": {
        "name", "currency", "duration", "percentile10", "percentile25", "median", "percentile75", "percentile90",
    },
    "OccupationalExperienceRequirements": {"monthsOfExperience"},
    "EducationalOccupationalCredential": {"credentialCategory"},
    "BreadcrumbList": {"itemListElement"},
    "ItemList": {"name", "numberOfItems", "itemListElement"},
    "ListItem": {"position", "name", "item", "url"},
    "FAQPage": {"mainEntity"},
    "Question": {"name", "acceptedAnswer"},
    "Answer": {"text"},
}  # fmt: skip


def things(page) -> dict[str, dict]:
    content = json.loads(page.data)
    assert content["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in content["@graph"]}


def nodes(value):
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from nodes(part)
    elif isinstance(value, list):
        for part in value:
            yield from nodes(part)


def test_every_type_and_property_is_one_that_we_know():
    with_data = [page for page in pages() if page.data]
    assert len(with_data) > 160
    for page in with_data:
        for thing in things(page).values():
            for node in nodes(thing):
                assert node.keys() - {"@type"} <= VOCABULARY[node["@type"]], page.path
                assert all(value not in (None, "", []) for value in node.values()), page.path


def test_a_role_is_an_occupation_with_the_salary_of_its_page():
    for role in Role.objects.published():
        page = read(role.get_absolute_url())
        thing = things(page)["Occupation"]
        assert thing["name"] == role.title
        top = headline(PayFigure.objects.filter(role=role).for_page())
        if not top.is_comparable:
            assert "estimatedSalary" not in thing
            continue
        salary = thing["estimatedSalary"]
        assert salary["median"] == top.figure.p50
        assert f"Median ${salary['median']:,}" in page.html


def test_claims_and_wider_occupations_are_no_salary():
    role = make_role()
    make_figure(role, match="occupation_primary", pay_basis="wages", quality="official")
    make_figure(
        role,
        source=make_source(kind="secondary_article"),
        match="named",
        quality="secondary_unverified",
        pay_basis="unstated",
    )
    thing = things(read(role.get_absolute_url()))["Occupation"]
    assert "estimatedSalary" not in thing
    assert "occupationLocation" not in thing


def test_breadcrumbs_lead_down_to_the_page():
    for path in ("/roles/data-scientist/", "/roles/data-scientist/pay/", "/tracks/data-science/", "/skills/python/"):
        steps = things(read(path))["BreadcrumbList"]["itemListElement"]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        assert steps[-1]["item"] == f"https://guide.example{path}"
        assert all(step["item"].removeprefix("https://guide.example") in sitemap() for step in steps)


def test_lists_name_their_rows_in_the_order_of_the_page():
    for path in ("/roles/", "/tracks/", "/skills/", "/tracks/data-science/", "/skills/python/"):
        page = read(path)
        rows = things(page)["ItemList"]["itemListElement"]
        linked = [target[0] for href in page.hrefs if (target := inside(page, href))]
        assert rows
        assert all(row["url"].removeprefix("https://guide.example") in linked for row in rows), path
    roles = things(read("/roles/"))["ItemList"]
    assert roles["numberOfItems"] == Role.objects.published().count()


def test_a_second_page_of_a_list_counts_on():
    for number in range(45):
        make_role(title=f"Tester {number:02}")
    rows = things(read("/roles/?q=tester&sort=title&page=2"))["ItemList"]["itemListElement"]
    assert [row["position"] for row in rows] == [41, 42, 43, 44, 45]


def test_the_questions_are_those_that_readers_see():
    page = read("/roles/data-scientist/")
    asked = things(page)["FAQPage"]["mainEntity"]
    assert [question["name"] for question in asked] == [
        question.question for question in Role.objects.get(slug="data-scientist").questions.all()
    ]
    seen = re.sub(r'<a class="cite".*?</a>|<[^>]+>', "", page.html)
    for question in asked:
        assert question["acceptedAnswer"]["text"][:60] in seen.replace("&#x27;", "'").replace("&amp;", "&")


def test_a_role_without_questions_has_no_faq_page():
    assert "FAQPage" not in things(read(make_role().get_absolute_url()))


def test_no_text_ends_the_data_block():
    block = script({"@type": "Thing", "name": "</script><script>alert('x')</script><!-- &"})
    assert block.count("<") == 2
    assert json.loads(block.split(">", 1)[1].rsplit("<", 1)[0])["@graph"][0]["name"].startswith("</script>")
