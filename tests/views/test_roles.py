"""The role list and the role page."""

import datetime
import html
import re

import pytest
from django.test import override_settings

from careerguide import search
from careerguide.models import Level, PayFigure, Place, Role, RoleSkill, Section, Source, Track
from careerguide.ranges import headline
from careerguide.role_page import MOST_BESIDE
from tests.factories import make_figure, make_level, make_role, make_role_skill, make_skill, make_source, make_track

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def titles(response):
    return [role.title for role in response.context["page"]]


def headlines(response):
    """The headline figures of the roles in a list, in its order."""
    figures = PayFigure.objects.for_headlines()
    roles = {role.slug: role for role in Role.objects.published()}
    return [headline(figures.filter(role=roles[listed.slug])) for listed in response.context["page"]]


def test_role_list_shows_every_published_role(client):
    response = client.get("/roles/")
    assert response.status_code == 200
    assert len(titles(response)) == 38
    assert "<b>38 roles</b> of 38" in response.text


def test_role_list_never_shows_a_draft(client):
    make_role(title="Secret Post", status=Role.Status.DRAFT)
    assert "Secret Post" not in client.get("/roles/?q=secret").text


def test_role_list_filters_by_several_tracks_and_levels(client):
    response = client.get("/roles/?track=ml-engineering&track=ai-research&level=director")
    assert titles(response) == ["Director of Machine Learning", "Director of ML Research", "Director of AI Research"]
    assert response.context["form"].title() == "Director roles in Engineering and Research"


def test_role_list_filters_by_skill_and_by_every_word(client):
    assert set(titles(client.get("/roles/?skill=spark"))) == {"Data Engineer"}
    assert "MLOps Engineer" in titles(client.get("/roles/?q=mlops"))
    found = titles(client.get("/roles/?q=director+research"))
    assert found == ["Director of ML Research", "Director of AI Research"]


def test_role_list_finds_a_role_by_another_title(client):
    assert "Chief AI Officer" in titles(client.get("/roles/?q=CAIO"))


def test_pay_filter_leaves_out_roles_without_enough_adverts(client):
    response = client.get("/roles/?pay=200000")
    assert "Senior Machine Learning Engineer" in titles(response)
    for top in headlines(response):
        assert top.is_comparable
        assert top.figure.p50 >= 200_000


def test_sort_by_pay_puts_roles_without_a_comparable_median_last(client):
    tops = headlines(client.get("/roles/?sort=pay"))
    medians = [top.figure.p50 if top.is_comparable else None for top in tops]
    known = [median for median in medians if median is not None]
    assert known == sorted(known, reverse=True)
    assert medians == known + [None] * (len(medians) - len(known))


def test_pages_by_pay_hold_every_role_that_passes_the_filters_once(client, committed, monkeypatch):
    monkeypatch.setattr("careerguide.views.roles.PAGE_SIZE", 3)
    with committed():
        track, skill = make_track(), make_skill()
        roles = [make_role(track=track, title=f"Kite tester {number}") for number in range(8)]
        for number, role in enumerate(roles):
            make_role_skill(role, skill)
            if number != 2:
                make_figure(role, p50=100_000 + number * 1000)
        make_figure(make_role(title="Balloon tester", track=track), p50=300_000)
    for filters, expected in (
        (f"track={track.slug}&q=kite", [7, 6, 5, 4, 3, 1, 0, 2]),
        (f"skill={skill.slug}&pay=103000", [7, 6, 5, 4, 3]),
        (f"track={track.slug}&skill={skill.slug}&pay=106000", [7, 6]),
    ):
        pages = [client.get(f"/roles/?sort=pay&{filters}&page={number}").context["page"] for number in (1, 2, 3)]
        found = [role.slug for page in pages[: pages[0].paginator.num_pages] for role in page]
        assert found == [roles[number].slug for number in expected]
        assert pages[0].paginator.count == len(expected)


def test_sort_by_title_is_alphabetical(client):
    found = titles(client.get("/roles/?sort=title"))
    assert found == sorted(found, key=str.lower)


def test_facet_counts_say_what_one_more_tick_would_show(client):
    response = client.get("/roles/?track=ai-product&level=director")
    for facet in response.context["track_facets"]:
        alone = client.get(f"/roles/?track={facet['value']}&level=director").context["page"].paginator.count
        assert facet["count"] == alone
    for facet in response.context["level_facets"]:
        alone = client.get(f"/roles/?track=ai-product&level={facet['value']}").context["page"].paginator.count
        assert facet["count"] == alone


def test_a_ticked_option_is_never_disabled(client):
    text = client.get("/roles/?track=ai-leadership&level=entry").text
    box = re.search(r'<input[^>]*id="level-entry"[^>]*>', text)[0]
    assert "checked" in box
    assert "disabled" not in box


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("track=nope", "There is no track “nope”"),
        ("level=99", "There is no level “99”"),
        ("skill=juggling", "There is no skill “juggling”"),
        ("pay=lots", "Pay must be a whole number"),
        ("pay=-5", "Pay must be a whole number"),
        ("pay=" + "9" * 5000, "Pay must be a whole number"),
        ("sort=luck", "There is no order “luck”"),
        ("q=" + "word+" * 20, "Use at most 8 words"),
    ],
)
def test_a_wrong_filter_says_so_and_is_ignored(client, query, sentence):
    response = client.get(f"/roles/?{query}")
    assert response.status_code == 200
    assert sentence in response.text
    assert len(titles(response)) == 38


def test_a_wrong_filter_leaves_the_right_ones_on(client):
    response = client.get("/roles/?track=nope&level=director")
    assert titles(response) == titles(client.get("/roles/?level=director"))


def test_every_chip_leads_to_the_list_without_its_filter(client):
    response = client.get("/roles/?track=ml-engineering&level=senior&pay=100000&skill=python&q=engineer&sort=pay")
    chips = response.context["form"].chips()
    assert [chip["label"] for chip in chips] == [
        "“engineer”",
        "Machine Learning Engineering",
        "Senior",
        "Needs Python",
        "Median $100,000 or more",
    ]
    for chip in chips:
        fewer = client.get(f"/roles/{chip['query']}").context["form"].chips()
        assert [other["label"] for other in fewer] == [c["label"] for c in chips if c != chip]
        assert "sort=pay" in chip["query"]


def test_an_empty_result_offers_the_way_back(client):
    response = client.get("/roles/?q=zookeeper")
    assert "No role passes all of these filters." in response.text
    assert "show all 38 roles" in response.text


def test_fragment_is_part_of_the_page_and_never_cached(client):
    page = client.get("/roles/?level=director")
    fragment = client.get("/roles/?level=director", headers=HTMX)
    assert "<html" not in fragment.text
    results = re.search(r'<div class="results" id="results">.*', fragment.text, re.S)[0][:2000]
    assert results in page.text
    assert "<title>Director roles · Careerguide</title>" in fragment.text
    assert fragment.headers["Cache-Control"] == "private, no-store"
    assert "HX-Request" in page.headers["Vary"]
    assert "HX-Request" in fragment.headers["Vary"]
    assert page.headers["ETag"] != fragment.headers["ETag"]


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_boosted_links_and_restored_history_get_the_whole_page(client, header):
    assert "<html" in client.get("/roles/", headers=HTMX | {header: "true"}).text


def test_pages_of_the_list_keep_the_filters(client):
    for number in range(45):
        make_role(title=f"Tester {number:02}")
    first = client.get("/roles/?q=tester&sort=title")
    assert first.context["page"].paginator.count == 45
    assert 'href="?q=tester&amp;sort=title&amp;page=2"' in first.text
    second = client.get("/roles/?q=tester&sort=title&page=2")
    assert titles(second) == [f"Tester {number}" for number in range(40, 45)]
    assert 'rel="canonical" href="https://guide.example/roles/?q=tester&amp;sort=title&amp;page=2"' in second.text


@pytest.mark.parametrize("page", ["0", "-1", "nope", "99999", "9" * 4301])
def test_a_page_number_that_does_not_exist_gives_the_nearest_page(client, page):
    assert client.get(f"/roles/?page={page}").status_code == 200


def test_canonical_address_has_the_filters_in_one_order(client):
    one = client.get("/roles/?level=director&track=ai-product&q=&pay=&sort=level")
    other = client.get("/roles/?track=ai-product&level=director")
    for response in (one, other):
        assert response.context["canonical"] == "https://guide.example/roles/?track=ai-product&level=director"


# The role page


def test_role_page_has_every_section_in_order(client):
    text = client.get("/roles/director-of-machine-learning/").text
    anchors = re.findall(r'<section class="[^"]*" id="([\w-]+)"', text)
    assert anchors == [
        "overview", "map", "responsibilities", "requirements", "skills", "ladder", "demand", "pay", "trends",
        "people", "practice", "challenges", "fit", "questions", "summary", "related", "sources",
    ]  # fmt: skip
    contents = re.search(r'<nav class="toc.*?</nav>', text, re.S)[0]
    assert re.findall(r'href="#([\w-]+)"', contents) == anchors


@pytest.mark.parametrize("slug", ["data-scientist", "ai-governance-lead", "chief-ai-officer"])
def test_role_page_says_what_each_section_rests_on(client, slug):
    role = Role.objects.get(slug=slug)
    text = client.get(role.get_absolute_url()).text
    for section in role.sections.all():
        assert section.body_html in text
    assert text.count('class="basis small soft"') >= role.sections.count()


def test_a_missing_section_says_why_in_one_line(client):
    role = make_role()
    Section.objects.create(role=role, kind="trends", gap_reason="Nobody has measured this yet.")
    text = client.get(role.get_absolute_url()).text
    assert "Nobody has measured this yet." in text
    assert "This section is not written yet." in text
    assert "We hold no figure for this role." in text


def test_a_role_with_nothing_but_its_name_still_has_a_page(client):
    role = make_role(years_min=None, education="")
    text = client.get(role.get_absolute_url()).text
    assert text.count("Not known") >= 3
    assert "Not enough data" in text


def test_role_page_of_a_draft_is_not_found(client):
    role = make_role(status=Role.Status.DRAFT)
    assert client.get(role.get_absolute_url()).status_code == 404


def test_figures_under_ten_adverts_show_no_numbers(client):
    role = make_role()
    make_figure(role, n=7, p10=90_000, p25=123_400, p50=135_700, p75=160_000, quality="insufficient")
    text = client.get(role.get_absolute_url()).text
    assert "under 10" in text
    for number in ("$135,700", "$123k", "$160k"):
        assert number not in text


def test_secondary_claims_are_listed_and_never_drawn(client):
    response = client.get("/roles/ml-engineering-manager/pay/")
    claims = next(group for group in response.context["pay_groups"] if group.is_claims)
    assert {figure.source.slug for figure in claims.figures} == {"C"}
    assert claims.axis is None
    assert "$258,000 to $763,000" in response.text


def test_responsibility_map_draws_the_outline(client):
    response = client.get("/roles/data-scientist/")
    for branch in response.context["responsibility_map"]:
        assert branch.title in response.text
        assert 2 <= len(branch.leaves) <= 4
        assert f'id="{branch.href[1:]}"' in response.text


def test_requirement_map_has_skills_beside_requirements(client):
    titles_of_map = [branch.title for branch in client.get("/roles/data-scientist/").context["requirement_map"]]
    assert titles_of_map[:4] == ["Education", "Experience", "Technical", "Leadership"]
    assert "Tools" in titles_of_map


@pytest.mark.parametrize(
    ("rank", "previous", "following"), [(3, "r2-50", "r4-1"), (1, None, "r2-1"), (4, "r3-50", None)]
)
def test_a_page_of_a_long_track_shows_the_roles_around(client, no_content, rank, previous, following):
    track = make_track()
    levels = {number: make_level(rank=number) for number in range(1, 5)}
    for number, level in levels.items():
        for rung in range(1, 51):
            make_role(slug=f"r{number}-{rung}", track=track, level=level, rung=rung)
    page = client.get(f"/roles/r{rank}-25/")
    beside = page.context["previous"], page.context["next"]
    assert [role and role.slug for role in beside] == [previous, following]
    shown = [role.slug for role in page.context["ladder"]]
    assert shown == [
        *filter(None, [previous]),
        *(f"r{rank}-{n}" for n in range(25 - MOST_BESIDE, 26 + MOST_BESIDE)),
        *filter(None, [following]),
    ]
    assert page.text.count('href="/roles/r') < 60
    assert f'<a href="/roles/?track={track.slug}">All 200 roles of the track</a>' in page.text


def test_a_page_of_a_short_track_shows_all_of_its_roles(client):
    for role in Role.objects.for_ladder():
        page = client.get(role.get_absolute_url())
        assert list(page.context["ladder"]) == list(Role.objects.for_ladder().filter(track=role.track))
        assert "roles of the track</a>" not in page.text


def test_neighbours_on_the_ladder_are_of_other_levels(client):
    context = client.get("/roles/ml-engineering-manager/").context
    assert context["previous"].title == "Principal Machine Learning Engineer"
    assert context["next"].title == "Director of Machine Learning"
    assert client.get("/roles/junior-ml-engineer/").context["previous"] is None
    assert client.get("/roles/chief-ai-officer/").context["next"] is None


def test_role_page_carries_what_a_shared_link_needs(client):
    text = client.get("/roles/ai-engineer/", headers={"host": "guide.example"}).text
    assert '<link rel="canonical" href="https://guide.example/roles/ai-engineer/">' in text
    assert '<meta property="og:title" content="AI Engineer">' in text
    assert 'property="og:image" content="https://guide.example/cards/roles/ai-engineer-' in text
    description = re.search(r'<meta name="description" content="([^"]*)"', text)[1]
    assert 50 <= len(description) <= 200


def test_every_role_page_names_its_sources(client):
    for slug in Role.objects.values_list("slug", flat=True):
        response = client.get(f"/roles/{slug}/")
        for source in response.context["sources"]:
            assert f'id="source-{source.slug}"' in response.text


# Queries


def generate(roles: int):
    """Roles with skills and figures, as bulk rows."""
    tracks, levels, place = list(Track.objects.all()), list(Level.objects.all()), Place.objects.get(code="US")
    source, skills = Source.objects.get(slug="aijobs"), [make_skill() for _ in range(8)]
    made = Role.objects.bulk_create(
        make_role_unsaved(number, tracks[number % len(tracks)], levels[number % len(levels)]) for number in range(roles)
    )
    RoleSkill.objects.bulk_create(RoleSkill(role=role, skill=skill, grade=2) for role in made for skill in skills)
    PayFigure.objects.bulk_create(
        PayFigure(role=role, source=source, place=place, period="2025", match="exact", statistic="percentiles",
                  pay_basis="advertised", quality="publish", n=40, n_unit="distinct adverts", p50=100_000 + number)
        for number, role in enumerate(made)
    )  # fmt: skip


def make_role_unsaved(number, track, level):
    return Role(
        slug=f"made-{number}", title=f"Made {number}", status="published", track=track, level=level, rung=number % 30,
        lede="Somebody does the work.", written_on=datetime.date(2026, 1, 2),
    )  # fmt: skip


PAGES = ["/", "/roles/", "/roles/?level=senior&q=e", "/roles/data-scientist/", "/tracks/", "/tracks/data-science/", "/skills/",
         "/skills/python/", "/sources/", "/sources/aijobs/", "/glossary/", "/method/", "/report/?about=roles/data-scientist/pay", "/sitemap.xml", "/nope/",
         "/search/?q=data", "/search/?q=mlops+enginer&track=ml-engineering", "/search/suggest/?q=data"]  # fmt: skip


@pytest.mark.parametrize("roles", [0, 1000])
def test_no_page_makes_more_than_15_queries_nor_one_three_times(client, django_assert_max_num_queries, roles):
    generate(roles)
    search.current_index()  # made once for a state of the content, not by a page
    for page in PAGES:
        with django_assert_max_num_queries(15) as queries:
            client.get(page)
        shapes = [re.sub(r"'[^']*'|\b\d+\b", "?", query["sql"]) for query in queries.captured_queries]
        again = [shape for shape in set(shapes) if shapes.count(shape) >= 3]
        assert not again, f"{page}: {again}"


@override_settings(DEBUG=False)
def test_role_page_is_small_on_the_wire(client):
    """At most 15 KB to browsers of today; gzip is for the rest."""
    for slug in Role.objects.values_list("slug", flat=True):
        for encoding, most in (("zstd", 15 * 1024), ("br", 15 * 1024), ("gzip", 16 * 1024)):
            response = client.get(f"/roles/{slug}/", headers={"accept-encoding": encoding})
            assert response.headers["Content-Encoding"] == encoding
            assert len(response.content) <= most, (slug, encoding)


def test_related_roles_share_the_most_skills(client):
    one, near, far = make_role(), make_role(title="Near"), make_role(title="Far")
    shared = [make_skill() for _ in range(3)]
    for skill in shared:
        make_role_skill(one, skill)
        make_role_skill(near, skill)
    make_role_skill(far, shared[0])
    related = list(client.get(one.get_absolute_url()).context["related"])
    assert [(role.title, role.shared_skills) for role in related] == [("Near", 3), ("Far", 1)]


def test_roles_ticked_for_a_comparison_stay_ticked_whatever_the_filters_leave(client):
    response = client.get("/roles/?track=ml-engineering&role=data-scientist&role=mlops-engineer&role=nope")
    ticked = re.findall(
        r'<input type="checkbox" id="compare-[^"]*" name="role" value="([^"]*)"[^>]* checked', response.text
    )
    assert sorted(ticked) == ["data-scientist", "mlops-engineer"]
    links = [html.unescape(link) for link in re.findall(r'href="(/roles/\?[^"]+)"', response.text)]
    assert links
    assert all("role=data-scientist&role=mlops-engineer" in link for link in links)
    assert response.context["canonical"] == "https://guide.example/roles/?track=ml-engineering"


@pytest.mark.parametrize(("address", "most"), [("/roles/data-scientist/", 4), ("/roles/", 2), ("/roles/?level=senior&sort=pay", 1), ("/roles/?q=data", 3)])  # fmt: skip
def test_pages_that_are_made_most_ask_the_database_seldom(client, django_assert_max_num_queries, address, most):
    client.get(address)  # what is read once for each content version
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


def test_what_every_list_needs_is_read_again_after_a_change(client, committed):
    before = client.get("/roles/").text
    with committed():
        make_role(slug="brand-new", title="Brand New Role")
    after = client.get("/roles/").text
    assert "Brand New Role" in after
    assert before.count("<li>") < after.count("<li>")


def test_a_kept_row_follows_every_change_and_holds_no_tick_of_another_reader(client, committed):
    with committed():
        role = make_role(title="Kite tester", track=make_track())
    address = f"/roles/?track={role.track.slug}"
    ticked = f'value="{role.slug}" form="tray" checked>'
    assert ticked in client.get(f"{address}&role={role.slug}").text
    again = client.get(address).text
    assert "Kite tester" in again
    assert ticked not in again
    with committed():
        make_role_skill(role, make_skill(name="Knotting"))
    assert "Knotting" in client.get(address).text


def test_a_list_is_whole_when_more_rows_are_kept_than_fit(client, monkeypatch):
    monkeypatch.setattr("careerguide.reference.MOST_LISTED", 3)
    for page in ("/roles/", "/roles/?level=senior", "/roles/?sort=title", "/roles/?sort=pay"):
        client.get(page)
    assert len(titles(client.get("/roles/"))) == 38
    assert "<b>38 roles</b>" in client.get("/roles/?sort=pay").text


def test_a_list_that_words_leave_empty_leads_to_the_search(client):
    assert 'href="/search/?q=pyton%20%26"' in client.get("/roles/?q=pyton+%26").text
    assert "/search/?q=" not in client.get("/roles/?track=ai-product&level=entry").text


def test_the_headline_of_a_role_names_its_source(client):
    figure = make_figure(make_role(), source=make_source(publisher="Bureau of Things"))
    text = client.get(figure.role.get_absolute_url()).text
    assert f'Source: <a href="{figure.source.get_absolute_url()}">Bureau of Things</a>.' in text


def test_the_whole_list_is_described_as_the_whole(client):
    text = client.get("/roles/").text
    assert "<title>Roles in AI and machine learning · Careerguide</title>" in text
    assert '<meta name="description" content="All 38 AI and machine-learning roles on one list, with' in text
    assert 'content="Entry roles: 2 of 38 AI and machine-learning roles, with' in client.get("/roles/?level=entry").text
