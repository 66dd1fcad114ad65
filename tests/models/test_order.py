"""Titles and names stand in one order, whichever database sorts them, and in the order in which Python sorts them."""

import pytest
from django.db import connection

from careerguide.models import Role, Skill
from tests.factories import make_figure, make_role, make_role_skill, make_skill, make_source, make_track

pytestmark = pytest.mark.django_db

# Most collations of languages ignore case, blanks and signs at first; here none of these orders is that of code points.
TITLES = ["Kite ab", "Kite-ac", "Kite AB", "Kité", "kite", "Kite, ad", "KITE", "Kite ÄB", "Kite 10", "Kiteab"]

# From A to Z as readers expect it: case tells only names apart that are the same without it.
A_TO_Z = ["KITE", "kite", "Kite 10", "Kite AB", "Kite ab", "Kite ÄB", "Kite, ad", "Kite-ac", "Kiteab", "Kité"]


@pytest.fixture
def kites():
    track = make_track()
    for title in TITLES:
        make_figure(make_role(title=title, track=track, rung=1))
    return track


def test_the_lists_of_roles_and_of_pay_have_one_order_and_so_have_the_ladders(client, kites):
    listed = client.get(f"/roles/?track={kites.slug}&sort=title").context["page"]
    paid = client.get(f"/pay/?track={kites.slug}&sort=title").context["rows"]
    assert [str(role) for role in listed] == [row.role.title for row in paid] == A_TO_Z
    orders = {
        "ladder": list(Role.objects.in_ladder_order().filter(track=kites).values_list("title", flat=True)),
        "rungs": [title for _, _, title, _ in Role.objects.rungs_of(kites)],
    }
    assert orders == dict.fromkeys(orders, sorted(TITLES))


def test_sources_and_the_skills_that_go_together_stand_from_a_to_z(client, kites):
    titles = ["Kites", "KITE counts", "kite adverts"]
    for title in titles:
        make_source(title=title, kind="article")
    listed = [source.title for source in client.get("/sources/").context["sources"]]
    assert [title for title in listed if title in titles] == ["kite adverts", "KITE counts", "Kites"]
    skill, role = make_skill(), Role.objects.filter(track=kites)[0]
    for one in (skill, *(make_skill(name=title) for title in titles)):
        make_role_skill(role, one)
    assert [one.name for one in Skill.objects.going_with(skill)] == ["kite adverts", "KITE counts", "Kites"]


def test_the_names_of_skills_have_the_order_of_code_points():
    for name in TITLES:
        make_skill(name=name)
    found = Skill.objects.filter(name__in=TITLES).order_by("name")
    assert list(found.values_list("name", flat=True)) == sorted(TITLES)


@pytest.mark.parametrize(("model", "name"), [(Role, "title"), (Skill, "name")])
def test_no_locale_of_the_database_decides_on_the_order(model, name):
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, model._meta.db_table)
    assert next(column.collation for column in columns if column.name == name) == "binary"
