"""Links that never break: 301 to where a page is now, 410 where it was, 404 where nothing ever stood."""

import pytest
from django.http import QueryDict

from careerguide.models import RetiredSlug, Role, Skill, Track
from tests.factories import make_role, make_skill, make_track

pytestmark = pytest.mark.django_db

FORMS = [
    "/roles/{}/",
    "/roles/{}/pay/",
    "/roles/{}.md",
    "/roles/{}.json",
    "/roles/{}.csv",
    "/roles/{}.svg",
    "/embed/roles/{}/",
]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_renamed_role_leads_to_the_new_address(client, form):
    role = Role.objects.get(slug="data-scientist")
    role.slug = "decision-scientist"
    role.save()
    response = client.get(f"{form.format('data-scientist')}?from=mail")
    assert response.status_code == 301
    assert response.headers["Location"] == f"{form.format('decision-scientist')}?from=mail"
    assert client.get(form.format("decision-scientist")).status_code == 200


@pytest.mark.parametrize(
    ("model", "address"), [(Track, "/tracks/{}/"), (Skill, "/skills/{}/"), (Skill, "/skills/{}.md")]
)
def test_renamed_tracks_and_skills_lead_to_the_new_address(client, model, address):
    row = model.objects.first()
    old, row.slug = row.slug, "renamed"
    row.save()
    response = client.get(address.format(old))
    assert (response.status_code, response.headers["Location"]) == (301, address.format("renamed"))


def test_a_merged_role_leads_to_the_role_that_took_it_in(client):
    make_role(slug="ml-guru").delete()
    RetiredSlug.objects.filter(slug="ml-guru").update(role=Role.objects.get(slug="ai-engineer"))
    assert client.get("/roles/ml-guru/").headers["Location"] == "/roles/ai-engineer/"


@pytest.mark.parametrize("form", FORMS)
def test_a_removed_role_answers_410_with_its_nearest_relatives(client, form):
    make_role(slug="senior-data-sciencist").delete()
    response = client.get(form.format("senior-data-sciencist"))
    assert response.status_code == 410
    assert "/roles/senior-data-scientist/" in response.text
    assert 'value="senior data sciencist"' in response.text
    assert "noindex" in response.text
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("alias", ["ml-engineer", "ML-Engineer"])
def test_another_title_leads_to_its_role(client, alias):
    response = client.get(f"/roles/{alias}/")
    assert (response.status_code, response.headers["Location"]) == (301, "/roles/machine-learning-engineer/")


def test_a_retired_address_of_a_draft_is_not_found_for_the_time_being(client):
    role = make_role(slug="first")
    role.slug = "second"
    role.save()
    Role.objects.filter(pk=role.pk).update(status="draft")
    assert client.get("/roles/first/").status_code == 404


def test_what_never_stood_there_is_not_found(client):
    for address in ("/roles/nobody/", "/tracks/nobody/", "/skills/nobody/", "/roles/nobody.json"):
        assert client.get(address).status_code == 404


FILTERED = ["/roles/?{}&sort=title", "/pay/?{}&sort=title", "/pay.csv?{}&sort=title", "/search/?{}&q=data"]


@pytest.mark.parametrize("address", FILTERED)
def test_a_filter_by_a_renamed_track_leads_to_the_address_of_today(client, address):
    track = Track.objects.get(slug="ai-product")
    track.slug = "product-work"
    track.save()
    response = client.get(address.format("track=ml-platform&track=ai-product&track=product-work"))
    where, _, query = response.headers["Location"].partition("?")
    assert (response.status_code, where) == (301, address.partition("?")[0])
    assert QueryDict(query).getlist("track") == ["ml-platform", "product-work"]
    assert set(QueryDict(query)) == {"track", *QueryDict(address.partition("}&")[2])}
    assert client.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize("address", FILTERED)
def test_a_filter_by_another_name_of_a_track_leads_to_the_track(client, address):
    response = client.get(address.format("track=Engineering"))
    assert response.status_code == 301
    assert QueryDict(response.headers["Location"].partition("?")[2])["track"] == "ml-engineering"


@pytest.mark.parametrize("address", FILTERED)
def test_a_filter_by_a_track_that_is_gone_or_never_was_is_off(client, address):
    make_track(slug="kites").delete()
    for slug, status in (("kites", 200), ("nobody", 200), ("", 200), ("%00", 400)):
        assert client.get(address.format(f"track={slug}")).status_code == status


def test_very_many_wrong_tracks_in_an_address_are_looked_up_at_once(client, django_assert_max_num_queries):
    wrong = "&".join(f"track=nobody-{number}" for number in range(200))
    with django_assert_max_num_queries(15):
        assert client.get(f"/roles/?{wrong}").status_code == 200


def test_a_filter_by_a_renamed_skill_leads_to_the_address_of_today(client):
    skill = Skill.objects.get(slug="python")
    skill.slug = "python-language"
    skill.save()
    response = client.get("/roles/?skill=python&sort=title")
    assert (response.status_code, response.headers["Location"]) == (301, "/roles/?skill=python-language&sort=title")
    assert client.get(response.headers["Location"]).context["form"].value("skill") == "python-language"


def test_a_filter_by_another_name_of_a_skill_leads_to_the_skill(client):
    skill = make_skill(slug="kite-flying", other_names="Kites, Flying of kites")
    response = client.get("/roles/?skill=Flying-of-kites")
    assert (response.status_code, response.headers["Location"]) == (301, f"/roles/?skill={skill.slug}")


def test_a_filter_by_an_old_track_and_an_old_skill_is_led_on_once(client):
    for model, slug in ((Track, "ai-product"), (Skill, "python")):
        row = model.objects.get(slug=slug)
        row.slug = f"new-{slug}"
        row.save()
    response = client.get("/roles/?track=ai-product&skill=python")
    assert response.headers["Location"] == "/roles/?skill=new-python&track=new-ai-product"


def test_a_filter_by_a_skill_that_is_gone_or_never_was_is_off(client):
    make_skill(slug="kites").delete()
    for slug in ("kites", "nobody", ""):
        page = client.get(f"/roles/?skill={slug}")
        assert (page.status_code, page.context["form"].value("skill")) == (200, None)


def test_what_changes_between_two_roles_follows_both_that_were_renamed(client):
    for slug in ("data-scientist", "data-engineer"):
        row = Role.objects.get(slug=slug)
        row.slug = f"new-{slug}"
        row.save()
    page = client.get("/roles/data-scientist/next/data-engineer/", follow=True)
    assert [address for address, _ in page.redirect_chain][-1] == "/roles/new-data-scientist/next/new-data-engineer/"
    assert {status for _, status in page.redirect_chain} == {301}
    assert page.status_code == 200


def test_what_changes_to_a_role_that_is_gone_answers_410(client):
    make_role(slug="kite-flyer").delete()
    assert client.get("/roles/data-scientist/next/kite-flyer/").status_code == 410


def test_roles_ticked_for_a_comparison_stay_ticked_when_they_are_renamed(client):
    role = Role.objects.get(slug="data-scientist")
    role.slug = "scientist-of-data"
    role.save()
    assert list(client.get("/roles/?role=data-scientist").context["form"].ticked) == ["scientist-of-data"]
