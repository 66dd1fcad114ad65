"""What is kept for a content version is read again after a change, and what is read for a page stays little."""

import gc
import weakref

import pytest

from careerguide.models import MOST_HOLDINGS, Level, Role, RoleSkill
from careerguide.reference import Reference
from careerguide.role_page import MOST_BESIDE, around
from tests.factories import make_level, make_role, make_role_skill, make_skill, make_track

pytestmark = pytest.mark.django_db


def test_the_ladder_and_the_related_roles_of_a_page_follow_every_change(client, committed):
    with committed():
        role, skill = make_role(), make_skill()
        make_role_skill(role, skill)
    before = client.get(role.get_absolute_url()).text
    with committed():
        other = make_role(title="Kite tester", track=role.track, level=role.level)
        make_role_skill(other, skill)
    after = client.get(role.get_absolute_url())
    assert "Kite tester" not in before
    assert other in after.context["ladder"]
    assert other in after.context["related"]
    with committed():
        other.title = "Balloon tester"
        other.save()
    assert "Kite tester" not in client.get(role.get_absolute_url()).text
    with committed():
        Role.objects.filter(pk=other.pk).update(status="draft")
    assert "Balloon tester" not in client.get(role.get_absolute_url()).text


def test_the_counts_of_the_list_follow_every_change(client, committed):
    with committed():
        role = make_role(title="Kite tester", track=make_track())
    url = f"/roles/?track={role.track.slug}"
    assert "<b>1 role</b>" in client.get(url).text
    with committed():
        role.delete()
    assert "<b>0 roles</b>" in client.get(url).text


def test_a_role_that_is_newer_than_what_is_kept_has_its_page(client, committed):
    with committed():
        client.get(make_role().get_absolute_url())
    newer = make_role(title="Kite tester", track=make_track(), level=make_level(rank=9))
    page = client.get(newer.get_absolute_url())
    assert list(page.context["ladder"]) == [newer]
    assert "Kite tester" in client.get("/roles/?q=kite").text


@pytest.mark.parametrize("place", [0, 3, 30, 99])
def test_the_roles_beside_one_are_a_dozen_on_either_side_and_the_nearest_of_other_levels(place):
    rungs = [(1 + number // 25, number % 25, f"Role {number:02}", number) for number in range(1, 101)]
    rank, rung, title, key = rungs[place]
    role = Role(pk=key, title=title, rung=rung, level=Level(rank=rank))
    found = sorted([*around(rungs, role), key])
    beside = {other[3] for other in rungs[max(place - MOST_BESIDE, 0) : place + MOST_BESIDE + 1]}
    below = [other[3] for other in rungs if other[0] < rank][-1:]
    above = [other[3] for other in rungs if other[0] > rank][:1]
    assert found == sorted({*beside, *below, *above})


def test_related_roles_are_looked_for_by_the_rarest_skills():
    roles = [make_role() for _ in range(4)]
    common, rare, rarest = (make_skill() for _ in range(3))
    for skill, holders in ((common, roles), (rare, roles[:2]), (rarest, roles[:1])):
        for role in holders:
            make_role_skill(role, skill)
    known = Reference()
    assert known.rarest([common.pk, rare.pk, rarest.pk]) == [rarest.pk, rare.pk, common.pk]
    known.holders[rare.pk] = MOST_HOLDINGS
    known.holders[common.pk] = 2 * MOST_HOLDINGS
    assert known.rarest([common.pk, rare.pk, rarest.pk]) == [rarest.pk]
    assert known.rarest([common.pk]) == [common.pk]
    assert RoleSkill.objects.filter(skill=rarest).count() == known.holders[rarest.pk]


def test_unpublished_roles_do_not_take_the_place_of_related_ones(client, no_content):
    skill, role = make_skill(), make_role()
    for draft in [make_role(status="draft") for _ in range(MOST_HOLDINGS)]:
        make_role_skill(draft, skill)
    other = make_role()
    for published in (role, other):
        make_role_skill(published, skill)
    assert client.get(role.get_absolute_url()).context["related"] == [other]


def test_what_is_kept_goes_with_its_version():
    known = Reference()
    known.pay_lines({}, "USD", "year")
    gone = weakref.ref(known)
    gc.disable()
    try:
        del known
        assert gone() is None
    finally:
        gc.enable()
