"""The path finder, what changes from role to role, the match, and the ladder as picture and list."""

import re

import pytest

from careerguide.cache.pages import PAGE_CACHE
from careerguide.career_graph import career_graph, read
from careerguide.models import Role, Skill, Source, Track, Transition
from careerguide.paths import PREFERENCES, routes
from careerguide.publishing import current_version
from tests.factories import make_role, make_role_skill, make_skill, make_transition

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
DIRECTOR = "/paths/?from=data-scientist&to=director-of-machine-learning"
BREADTH = (
    "data-scientist", "machine-learning-engineer", "ml-researcher", "mlops-engineer", "director-of-machine-learning",
)  # fmt: skip


def ranked(response):
    return [journey.route.roles for journey in response.context["found"].ranked]


# The path finder


def test_a_process_that_does_not_know_of_an_edit_yet_still_answers(client, committed, no_content):
    """Its version is that of before, by which the graph and the skills are kept; the roles are those of now."""
    with committed():
        start, target, between, last = (make_role() for _ in range(4))
        for one, other in ((start, between), (last, target)):
            make_transition(one, other)
    version, path = current_version(), f"/paths/?from={start.slug}&to={target.slug}"
    assert between in client.get(path).context["nearest"].values()
    with committed():
        between.status = Role.Status.DRAFT
        between.save()
        newcomer = make_role()
        make_role_skill(newcomer, make_skill())
        make_transition(start, newcomer)
    for address in (
        path,
        f"/paths/?from={start.slug}&to={newcomer.slug}",
        f"/paths/?from={newcomer.slug}&to={target.slug}",
    ):
        assert client.get(address, **{PAGE_CACHE: version}).status_code == 200


def test_routes_to_director_are_ranked_and_the_breadth_route_is_a_sources_account(client):
    response = client.get(DIRECTOR)
    found = response.context["found"]
    assert len(found.ranked) == 3
    assert not any(journey.route.has_long_step for journey in found.ranked)
    assert BREADTH not in ranked(response)
    assert [(source.slug, journey.route.roles) for source, journey in found.told] == [("C", BREADTH)]
    assert "A route that an article tells of" in response.text
    assert "It is an account and no count of careers" in response.text


def test_an_account_that_is_ranked_anyway_is_not_told_twice(client):
    a, b, c = make_role(), make_role(), make_role()
    for step in (make_transition(a, b), make_transition(b, c)):
        step.sources.add(Source.objects.get(slug="B"))
    found = client.get(f"/paths/?from={a.slug}&to={c.slug}").context["found"]
    assert len(found.ranked) == 1
    assert found.told == []


def test_every_pair_of_roles_is_answered_with_steps_of_the_data():
    graph = career_graph().graph
    steps = {(s.from_role.slug, s.to_role.slug) for s in Transition.objects.select_related("from_role", "to_role")}
    for start in graph.roles:
        for target in graph.roles:
            for prefer in PREFERENCES:
                found = routes(graph, start, target, prefer)
                for route in found:
                    assert {(step.start, step.end) for step in route.steps} <= steps
                if any(not route.has_long_step for route in found):
                    assert not found[0].has_long_step


def test_each_step_shows_years_basis_sentence_skills_and_pay(client):
    response = client.get("/paths/?from=data-scientist&to=senior-data-scientist")
    leg = response.context["found"].ranked[0].legs[0]
    assert leg.transition.sentence_html in response.text
    assert "2 to 4 years" in response.text
    assert "our judgement" in response.text
    assert "Levels of the UK framework" in response.text
    assert "+$33,900" in response.text
    assert leg.pay.amount == 33_900
    for gain in leg.gains:
        assert Skill.objects.get(slug=gain.skill).name.replace("&", "&amp;") in response.text


def test_no_pay_change_is_given_with_an_official_occupation(client):
    response = client.get("/paths/?from=senior-data-scientist&to=principal-data-scientist")
    leg = response.context["found"].ranked[0].legs[0]
    assert leg.pay.amount is None
    assert "No pay change: One of the two figures is an official occupation’s" in response.text


def test_pay_change_of_few_adverts_says_few(client):
    journey = client.get(DIRECTOR).context["found"].ranked[0]
    assert journey.pay.is_few
    assert "few adverts" in client.get(DIRECTOR).text


def test_skills_that_the_reader_has_shorten_the_gaps_and_stay_in_the_address(client):
    without = client.get("/paths/?from=data-scientist&to=senior-data-scientist")
    gain = without.context["found"].ranked[0].gains[0]
    address = f"/paths/?from=data-scientist&to=senior-data-scientist&have={gain.skill}.{gain.after}"
    with_it = client.get(address)
    assert gain.skill not in [left.skill for left in with_it.context["found"].ranked[0].gains]
    assert f'value="{gain.skill}.{gain.after}" checked' in with_it.text
    assert f'href="https://guide.example{address}"'.replace("&", "&amp;") in with_it.text


def test_of_two_grades_of_a_skill_the_higher_one_counts(client):
    choice = client.get(f"{DIRECTOR}&have=python.1&have=python.3&have=python.2").context["choice"]
    assert choice.have == {"python": 3}


def test_preference_changes_what_comes_first(client):
    by_changes = client.get(f"{DIRECTOR}&prefer=changes").context["found"].ranked
    by_years = client.get(DIRECTOR).context["found"].ranked
    assert by_changes[0].route.changes < by_years[0].route.changes
    assert (
        by_years[0].route.years_max + by_years[0].route.years_min
        < by_changes[0].route.years_max + by_changes[0].route.years_min
    )


def test_path_has_its_own_title_description_and_canonical_address(client):
    text = client.get(f"{DIRECTOR}&prefer=years").text
    assert "<title>From Data Scientist to Director of Machine Learning · Careerguide</title>" in text
    assert '<meta name="description" content="From Data Scientist to Director of ML. 5 steps, 8 to 19 years.' in text
    assert f'<link rel="canonical" href="https://guide.example{DIRECTOR}">'.replace("&to", "&amp;to") in text


def test_same_link_gives_the_same_page(client):
    assert client.get(DIRECTOR).content == client.get(DIRECTOR).content


def test_no_route_says_why_and_offers_the_nearest(client):
    response = client.get("/paths/?from=junior-ml-engineer&to=data-analyst")
    assert "No step into Data Analyst is recorded: it is a first rung" in response.text
    none = response.context["none"]
    assert (none.why, len(none.ends), none.starts) == ("target", 3, [])
    assert f'href="/paths/?from=junior-ml-engineer&amp;to={none.ends[0]}"' in response.text


def test_no_route_from_a_last_rung_names_the_way_back(client):
    response = client.get("/paths/?from=chief-ai-officer&to=data-scientist")
    assert "No step on from Chief AI Officer is recorded: it is a last rung" in response.text
    assert "a route the other way" in response.text
    assert client.get("/paths/?from=data-scientist&to=chief-ai-officer").context["found"].ranked


def test_no_route_between_roles_that_steps_lead_past(client):
    response = client.get("/paths/?from=data-engineer&to=junior-ml-engineer")
    assert response.context["none"].why == "target"
    apart = client.get("/paths/?from=senior-ml-engineer&to=data-scientist")
    assert apart.context["none"].why == "apart"
    assert "none of them on to Data Scientist" in apart.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "Choose where you start and where you want to be"),
        ("from=data-scientist", "Choose where you want to be"),
        ("to=data-scientist", "Choose where you start"),
        ("from=data-scientist&to=data-scientist", "You start and end as Data Scientist: choose two different roles."),
        ("from=nobody&to=data-scientist", "There is no role called “nobody” to start with"),
        ("from=data-scientist&to=nowhere", "There is no role called “nowhere” to end with"),
        ("from=data-scientist&to=" + "y" * 7_000, "There is no role called “" + "y" * 40 + "”"),
        ("from=data-analyst&from=data-scientist&to=head-of-ai", "The address names more than one role to start"),
        ("from=data-scientist&to=head-of-ai&prefer=luck", "There is no preference “luck”"),
        ("from=data-scientist&to=head-of-ai&have=python", "“python” is no skill of ours with a grade"),
        (
            "from=data-scientist&to=head-of-ai&have=python.5&have=juggling.2",
            "“python.5”, “juggling.2” are no skills of ours",
        ),
    ],
)
def test_incomplete_and_wrong_addresses_get_a_plain_sentence(client, query, said):
    response = client.get(f"/paths/?{query}")
    assert response.status_code == 200
    assert said in response.text


def test_nul_is_refused_with_a_page(client):
    assert client.get("/paths/?from=%00&to=head-of-ai").status_code == 400
    assert client.get("/match/?have=%00").status_code == 400


def test_empty_fields_lead_to_the_address_without_them(client):
    response = client.get("/paths/?from=data-scientist&to=&prefer=years")
    assert (response.status_code, response.url) == (302, "/paths/?from=data-scientist")


def test_htmx_gets_the_routes_and_the_tidy_address(client):
    response = client.get(f"{DIRECTOR}&prefer=years", headers=HTMX)
    assert "<html" not in response.text
    assert 'id="route-count">3 routes found' in response.text
    assert response.headers["HX-Push-Url"] == DIRECTOR


def test_a_draft_is_no_part_of_a_route(client):
    Role.objects.filter(slug="head-of-ml-platform").update(status=Role.Status.DRAFT)
    assert all("head-of-ml-platform" not in roles for roles in ranked(client.get(DIRECTOR)))


def chain(number):
    """Generated roles in a line with skills and steps that skip one, so that there are several routes."""
    roles = [make_role() for _ in range(number)]
    skills = [make_skill() for _ in range(6)]
    for place, role in enumerate(roles):
        for skill in skills:
            make_role_skill(role, skill, grade=1 + place % 4)
    for place, role in enumerate(roles):
        for other in roles[place + 1 : place + 3]:
            make_transition(role, other).skills.add(*skills[:3])
    return roles


def test_pages_cost_the_same_however_long_the_way_is(client, django_assert_max_num_queries):
    roles = chain(24)
    for address in (
        f"/paths/?from={roles[0].slug}&to={roles[-1].slug}",
        f"/roles/{roles[0].slug}/next/{roles[1].slug}/",
        f"/match/?from={roles[0].slug}&have={Skill.objects.latest('pk').slug}.4",
        roles[0].get_absolute_url(),
        roles[0].track.get_absolute_url(),
    ):
        read.cache_clear()
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        DIRECTOR,
        "/roles/data-scientist/next/head-of-ai/",
        "/match/?have=python.3&from=data-scientist",
        "/paths/",
        "/match/",
    ],
)
def test_pages_of_the_real_content_cost_few_queries(client, django_assert_max_num_queries, address):
    with django_assert_max_num_queries(15):
        assert client.get(address).status_code == 200


# What changes


def test_next_level_shows_only_what_changes(client):
    response = client.get("/roles/data-scientist/next/senior-data-scientist/")
    found = response.context["changes"]
    text = response.text
    section = text[text.index('id="skills"') : text.index('id="duties"')]
    changed = {s.skill.slug for s in found.added + found.raised + found.lowered + found.dropped}
    assert set(re.findall(r'href="/skills/([^/]+)/"', section)) == changed
    assert "What nobody tells you" in text
    assert "+$33,900" in text
    assert "<title>Data Scientist to Senior Data Scientist: what changes · Careerguide</title>" in text


def test_next_level_works_between_any_two_rungs(client):
    response = client.get("/roles/data-analyst/next/chief-ai-officer/")
    assert response.status_code == 200
    assert "No direct step between the two is recorded" in response.text
    assert "What nobody tells you" not in response.text


def test_next_level_of_a_role_to_itself_says_so(client):
    response = client.get("/roles/data-scientist/next/data-scientist/")
    assert response.status_code == 200
    assert "it is one and the same role" in response.text
    assert '<link rel="canonical" href="https://guide.example/roles/data-scientist/">' in response.text


@pytest.mark.parametrize("address", ["/roles/nobody/next/data-scientist/", "/roles/data-scientist/next/nobody/"])
def test_next_level_of_an_unknown_role_is_not_there(client, address):
    assert client.get(address).status_code == 404


# My skills


def test_match_shows_the_closest_roles_what_is_missing_and_the_path(client):
    role = Role.objects.get(slug="data-scientist")
    have = "&".join(f"have={need.skill.slug}.{need.grade}" for need in role.role_skills.select_related("skill"))
    response = client.get(f"/match/?from=data-analyst&{have}")
    first = response.context["shown"][0]
    assert (first["role"], first["match"].percent, first["match"].missing) == (role, 100, ())
    assert first["route"].roles == ("data-analyst", "data-scientist")
    assert "Nothing is missing." in response.text
    assert "/paths/?from=data-analyst&amp;to=data-scientist&amp;have=" in response.text


def test_match_keeps_the_chosen_grades_in_the_form(client):
    text = client.get("/match/?have=python.3").text
    assert '<option value="python.3" selected>' in text
    assert "<title>Roles close to Python · Careerguide</title>" in text


def test_match_without_skills_asks_for_some(client):
    response = client.get("/match/")
    assert "Choose at least one skill" in response.text
    assert response.context["shown"] == []


def test_match_with_a_skill_that_no_role_lists_says_so(client):
    make_skill(slug="juggling")
    assert "No role asks for these skills alone" in client.get("/match/?have=juggling.4").text


@pytest.mark.parametrize("query", ["have=nothing.3", "have=python.0", "have=" + "z" * 7_000, "from=nobody"])
def test_match_says_what_is_wrong(client, query):
    response = client.get(f"/match/?{query}")
    assert response.status_code == 200
    assert '<p class="err" role="alert">' in response.text


def test_match_drops_the_fields_left_empty(client):
    response = client.get("/match/?from=&have=&have=python.3&have=")
    assert (response.status_code, response.url) == (302, "/match/?have=python.3")


def test_nothing_is_stored(client):
    response = client.get("/match/?have=python.3&from=data-scientist")
    assert not response.cookies
    assert not response.has_header("Set-Cookie")


# The ladder


def hrefs(text):
    return set(re.findall(r'href="(/roles/[^/"]+/)"', text))


def test_picture_and_list_of_a_track_hold_the_same_links(client):
    for track in Track.objects.all():
        text = client.get(track.get_absolute_url()).text
        start, end = text.index('<div class="fork"'), text.index('<ol class="rail"')
        listed = text[end : text.index("</ol>", end)]
        assert hrefs(text[start:end]) == hrefs(listed) != set()


def test_role_page_lists_its_ladder_and_leads_to_the_picture(client):
    for role in Role.objects.published():
        text = client.get(role.get_absolute_url()).text
        start = text.index('<ol class="ladder"')
        listed = hrefs(text[start : text.index("</ol>", start)])
        others = Role.objects.published().filter(track=role.track).exclude(pk=role.pk)
        assert listed == {other.get_absolute_url() for other in others}
        assert f'href="{role.track.get_absolute_url()}#ladder"' in text


def test_fork_between_staying_technical_and_managing_is_on_the_ladder(client):
    text = client.get("/tracks/ml-engineering/").text
    picture = text[text.index('<div class="fork"') : text.index('<ol class="rail"')]
    assert {"/roles/principal-ml-engineer/", "/roles/ml-engineering-manager/"} <= hrefs(picture)
    assert "/roles/senior-ml-engineer/next/principal-ml-engineer/" in text
    assert "/roles/senior-ml-engineer/next/ml-engineering-manager/" in text


def test_shared_routes_and_matches_follow_roles_and_skills_that_were_renamed(client):
    for model, slug in ((Role, "data-analyst"), (Skill, "python")):
        row = model.objects.get(slug=slug)
        row.slug = f"new-{slug}"
        row.save()
    for path in ("/paths/?from=data-analyst&to=head-of-ai&have=python.3", "/match/?from=data-analyst&have=python.3"):
        choice = client.get(path).context["choice"]
        assert (choice.start.slug, choice.have, choice.wrong) == ("new-data-analyst", {"new-python": 3}, [])


def test_of_many_roles_a_reader_types_the_titles_of_both_ends(client, monkeypatch):
    monkeypatch.setattr("careerguide.reference.MOST_OPTIONS", 10)
    page = client.get("/paths/?from=Data+Scientist&to=Senior+ML+Engineer")
    assert page["Location"].startswith("/paths/?from=data-scientist&to=senior-ml-engineer")
    page = client.get("/paths/?from=data-scientist&to=data+enginering")
    assert 'name="from" value="Data Scientist"' in page.text
    assert 'name="to" value="data enginering"' in page.text
    assert 'Did you mean <a href="/paths/?from=data-scientist&amp;to=data-engineer">Data Engineer</a>' in page.text
    match = client.get("/match/?have=python.3&from=nobody+of+data")
    assert '<input class="in" id="m-from" name="from" value="nobody of data"' in match.text
    assert "Did you mean" in match.text
    assert "<optgroup" not in page.text + match.text


def test_choosing_costs_no_more_queries_for_more_roles(client, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("careerguide.reference.MOST_OPTIONS", 10)
    for path, most in (
        ("/compare/?role=data-scientist&role=data-engineer", 13),
        ("/paths/?from=data-scientist&to=data-engineer", 15),
    ):
        with django_assert_max_num_queries(most):
            client.get(path)


def test_what_a_step_rests_on_is_said_in_words():
    """The short name of a source tells a reader nothing."""
    notes = [
        *Transition.objects.values_list("basis_note", flat=True),
        *Role.objects.values_list("years_note", flat=True),
    ]
    assert [note for note in notes if re.search(r"\b[B-Z](?=[\s;,.]|$)", note)] == []


def test_what_changes_counts_the_skills_that_stay_in_a_sentence(client):
    before, after = make_role(), make_role()
    address = f"/roles/{before.slug}/next/{after.slug}/"
    assert "No skill stays as it is." in client.get(address).text
    skill = make_skill()
    for role in (before, after):
        make_role_skill(role, skill, grade=2)
    assert "1 skill stays as it is." in client.get(address).text
