"""The comparison: its columns and rows, what it says to wrong addresses, and what it costs."""

import re
from html import unescape

import pytest
from django.urls import reverse

from careerguide.models import Role
from careerguide.sharing import qr_code
from tests.factories import make_role, make_role_skill, make_skill
from tests.site import read

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
TWO = "/compare/?role=data-scientist&role=data-engineer"


def heads(response):
    return [role.slug for role in response.context["roles"]]


def test_two_roles_stand_in_the_order_of_the_address(client):
    assert heads(client.get(TWO)) == ["data-scientist", "data-engineer"]
    assert heads(client.get("/compare/?role=data-engineer&role=data-scientist")) == ["data-engineer", "data-scientist"]


def test_comparison_marks_rows_that_match_and_rows_that_differ(client):
    response = client.get(TWO)
    rows = [row for group in response.context["groups"] for row in group.rows]
    assert len(re.findall('<tr class="same\\b', response.text)) == sum(row.is_same for row in rows) > 0
    assert response.text.count("<small>differs</small>") == sum(not row.is_same for row in rows) > 0


def test_comparison_has_its_own_title_description_and_one_canonical_address(client):
    response = client.get(TWO)
    assert "<title>Compare Data Scientist and Data Engineer · Careerguide</title>" in response.text
    assert "Data Scientist and Data Engineer side by side" in response.text
    other = client.get("/compare/?role=data-engineer&role=data-scientist&hide=same")
    canonical = (
        '<link rel="canonical" href="https://guide.example/compare/?role=data-engineer&amp;role=data-scientist">'
    )
    assert canonical in response.text
    assert canonical in other.text


def test_pay_says_few_and_names_an_occupation_as_wider(client):
    text = client.get("/compare/?role=director-of-machine-learning&role=head-of-machine-learning").text
    assert '<span class="tag">few</span>' in text
    assert "Closest official occupation, wider than the role" in text


def test_each_column_can_be_taken_away_by_a_plain_link(client):
    text = client.get("/compare/?role=data-scientist&role=data-engineer&hide=same").text
    assert 'href="/compare/?role=data-engineer&amp;hide=same"' in text
    assert 'href="/compare/?role=data-scientist&amp;hide=same"' in text


def test_form_keeps_the_roles_and_offers_the_others(client):
    response = client.get(TWO)
    assert '<input type="hidden" name="role" value="data-scientist">' in response.text
    offered = [role.slug for role in response.context["options"]]
    assert len(offered) == 36
    assert "data-scientist" not in offered


def test_four_roles_leave_no_room(client):
    slugs = list(Role.objects.published().values_list("slug", flat=True)[:4])
    response = client.get("/compare/", {"role": slugs})
    assert len(heads(response)) == 4
    assert 'id="add-role"' not in response.text


def test_no_role_asks_to_choose_two(client):
    response = client.get("/compare/")
    assert response.status_code == 200
    assert "No role is chosen yet" in response.text
    assert "<title>Compare roles · Careerguide</title>" in response.text


def test_one_role_offers_roles_with_skills_in_common(client):
    response = client.get("/compare/?role=data-scientist")
    assert "stands alone" in response.text
    assert 'href="/compare/?role=data-scientist&amp;role=senior-data-scientist"' in response.text


@pytest.mark.parametrize(
    ("query", "said", "shown"),
    [
        ("role=nobody&role=data-engineer", "There is no role called “nobody”", 1),
        ("role=data-engineer&role=data-engineer", "“Data Engineer” was named more than once", 1),
        ("role=data-engineer&role=" + "x" * 7_000, "There is no role called “" + "x" * 40 + "”", 1),
        ("role=data-scientist&role=data-engineer&role=data-analyst&role=ai-director&role=head-of-ai",
         "“Head of AI” is left out", 4),
        ("role=%3Cscript%3E&role=b&role=c&role=d", "and others", 0),
    ],
    ids=["unknown", "twice", "very long", "five", "markup"],
)  # fmt: skip
def test_wrong_roles_get_a_sentence_and_the_rest_is_shown(client, query, said, shown):
    response = client.get(f"/compare/?{query}")
    assert response.status_code == 200
    assert said in response.text
    assert len(heads(response)) == shown
    assert "<script>" not in response.text


def test_nul_is_refused_with_a_page(client):
    assert client.get("/compare/?role=%00").status_code == 400


def test_a_shared_comparison_follows_a_role_that_was_renamed(client):
    role = Role.objects.get(slug="data-scientist")
    role.slug = "scientist-of-data"
    role.save()
    response = client.get(TWO)
    assert heads(response) == ["scientist-of-data", "data-engineer"]
    assert "There is no role" not in response.text
    role.status = "draft"
    role.save()
    assert "There is no role called “data-scientist”" in client.get(TWO).text


def test_drafts_are_unknown(client):
    make_role(slug="secret", title="Secret Post", status=Role.Status.DRAFT)
    response = client.get("/compare/?role=secret&role=data-engineer")
    assert heads(response) == ["data-engineer"]
    assert "Secret Post" not in response.text


def test_empty_fields_lead_to_the_address_without_them(client):
    response = client.get("/compare/?role=data-scientist&role=")
    assert (response.status_code, response.url) == (302, "/compare/?role=data-scientist")
    assert client.get("/compare/?role=nobody&role=").status_code == 200


def test_htmx_gets_the_table_and_the_tidy_address(client):
    response = client.get("/compare/?role=data-scientist&role=data-engineer&role=", headers=HTMX)
    assert response.status_code == 200
    assert "<html" not in response.text
    assert 'id="comparison"' in response.text
    assert '<p class="vh" role="status" id="compare-count">2 roles compared</p>' in response.text
    assert response.headers["HX-Push-Url"] == TWO


def test_hiding_matching_rows_is_kept_in_the_address(client):
    response = client.get(f"{TWO}&hide=same")
    assert 'id="hide-same" name="hide" value="same" checked' in response.text


def test_comparison_costs_the_same_however_much_there_is(client, django_assert_max_num_queries):
    for _ in range(30):
        role = make_role()
        for _ in range(5):
            make_role_skill(role, make_skill())
    newest = Role.objects.published().order_by("-pk").values_list("slug", flat=True)[:2]
    slugs = [*newest, "data-scientist", "head-of-ai"]
    with django_assert_max_num_queries(15):
        assert client.get("/compare/", {"role": slugs}).status_code == 200


def test_list_of_roles_has_a_box_to_compare_each_without_javascript(client):
    text = client.get("/roles/").text
    assert text.count('name="role" value="') == 38
    assert f'<form class="tray noprint" id="tray" action="{reverse("role_compare")}">' in text


def test_role_page_leads_to_the_comparison_and_the_path_finder(client):
    text = client.get("/roles/data-scientist/").text
    assert 'href="/compare/?role=data-scientist"' in text
    assert 'href="/paths/?to=data-scientist"' in text


def test_paper_carries_the_address_of_the_comparison_in_words_and_as_a_picture(client):
    page = read(TWO)
    said = re.search(r'<p class="onlyprint"><img src="([^"]+)"[^>]*>([^<]+)</p>', page.html)
    picture, address = map(unescape, said.groups())
    assert address == "https://guide.example/compare/?role=data-engineer&role=data-scientist"
    response = client.get(picture)
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.text == qr_code(address)


def test_a_wrong_address_has_a_picture_all_the_same(client):
    response = client.get("/compare.svg?role=nobody&role=data-engineer")
    assert response.text == qr_code("https://guide.example/compare/?role=data-engineer")


@pytest.fixture
def too_many_to_list(monkeypatch):
    monkeypatch.setattr("careerguide.reference.MOST_OPTIONS", 10)


def test_beside_four_roles_nobody_is_offered_a_fifth_in_the_place_of_an_unknown_one(client, too_many_to_list):
    four = "role=data-scientist&role=data-engineer&role=data-analyst&role=ai-director"
    three = four.rpartition("&")[0]
    assert client.get(f"/compare/?{three}&role=data-enginering").context["meant"]
    page = client.get(f"/compare/?{four}&role=data-enginering")
    assert len(heads(page)) == 4
    assert not page.context["meant"]
    assert "There is no role called “data-enginering”: the four that fit side by side are here." in page.text


def test_of_many_roles_a_reader_types_the_title_and_the_address_names_the_role(client, too_many_to_list):
    page = client.get("/compare/?role=data-scientist")
    assert '<input class="in" id="add-role" name="role"' in page.text
    assert "<option" not in page.text
    for typed in ("Data+Engineer", "data+engineer", "DATA-ENGINEER"):
        answer = client.get(f"/compare/?role=data-scientist&role={typed}")
        assert heads(answer if answer.status_code == 200 else client.get(answer["Location"])) == [
            "data-scientist",
            "data-engineer",
        ]
    assert client.get("/compare/?role=data-scientist&role=Data+Engineer")["Location"] == TWO


def test_a_title_that_its_address_does_not_follow_can_be_typed(client, too_many_to_list):
    make_role(slug="first-name", title="Kite tester: ropes")
    assert "role=first-name" in client.get("/compare/?role=Kite+tester:+ropes")["Location"]


def test_a_name_that_no_role_has_leads_to_those_nearest(client, too_many_to_list):
    page = client.get("/compare/?role=data-scientist&role=data+engineering")
    assert "There is no role called “data engineering”" in page.text
    assert f'Did you mean <a href="{TWO.replace("&", "&amp;")}">Data Engineer</a>' in page.text


@pytest.mark.parametrize("value", ["x" * 5000, "%F0%9F%AA%81", "   "])
def test_nonsense_in_place_of_a_title_is_answered(client, too_many_to_list, value):
    page = client.get(f"/compare/?role=data-scientist&role={value}")
    assert page.status_code == 200
    assert "There is no role called" in page.text
