"""Roles side by side and what changes between two, on small roles made for it and on the real ones."""

import pytest

from careerguide.comparison import area_changes, changes, compare
from careerguide.models import FitPoint, Role, Section, Skill
from tests.factories import make_role, make_role_skill, make_skill, make_transition

pytestmark = pytest.mark.django_db


def read(*roles):
    """The roles as the pages read them, in this order."""
    found = {role.pk: role for role in Role.objects.for_comparison().filter(pk__in=[role.pk for role in roles])}
    return [found[role.pk] for role in roles]


def rows_of(groups, title):
    return {row.label: row for group in groups if group.title == title for row in group.rows}


@pytest.fixture
def pair():
    """A lower and a higher role: one skill kept, one raised, one lowered, one dropped, one added."""
    low, high = make_role(title="Low", years_min=1, years_max=3), make_role(title="High", years_min=3, years_max=None)
    for name, before, after in [
        ("Kept", 2, 2),
        ("Raised", 1, 3),
        ("Lowered", 4, 2),
        ("Dropped", 3, 0),
        ("Added", 0, 4),
    ]:
        skill = make_skill(name=name, slug=name.lower())
        for role, grade in ((low, before), (high, after)):
            if grade:
                make_role_skill(role, skill, grade=grade, you_can=f"do {name} at {grade}.")
    return low, high


def write(role, kind, body):
    Section.objects.create(role=role, kind=kind, body=body)


def test_skills_have_a_row_each_with_nothing_where_a_role_does_not_list_them(pair):
    rows = rows_of(compare(read(*pair)), "Skills by grade")
    assert {label: row.cells for label, row in rows.items()} == {
        "Kept": [2, 2], "Raised": [1, 3], "Lowered": [4, 2], "Dropped": [3, 0], "Added": [0, 4],
    }  # fmt: skip
    assert [label for label, row in rows.items() if row.is_same] == ["Kept"]
    assert rows["Kept"].href == Skill.objects.get(slug="kept").get_absolute_url()


def test_skills_come_with_the_highest_grades_first(pair):
    highest = [row.highest for row in rows_of(compare(read(*pair)), "Skills by grade").values()]
    assert highest == sorted(highest, reverse=True)


def test_columns_stand_in_the_order_asked_for(pair):
    groups = compare(read(*reversed(pair)))
    assert rows_of(groups, "Skills by grade")["Raised"].cells == [3, 1]


def test_facts_tell_same_from_different(pair):
    rows = rows_of(compare(read(*pair)), "In short")
    assert not rows["Years in the field"].is_same
    assert rows["Years in the field"].cells == [(1, 3), (3, None)]
    assert rows["Track"].is_same


def test_an_area_that_two_roles_share_has_a_row_of_its_own(pair):
    write(
        pair[0], "responsibilities", "### Data\n\n- **Join tables**: daily.\n\n### Models\n\n- **Fit one**: weekly.\n"
    )
    write(
        pair[1], "responsibilities", "### Data\n\n- **Own the tables**: always.\n\n### People\n\n- **Hire**: yearly.\n"
    )
    rows = rows_of(compare(read(*pair)), "What you answer for")
    assert rows["Data"].cells == [["Join tables"], ["Own the tables"]]
    assert rows["Other areas"].cells == [{"Models": ["Fit one"]}, {"People": ["Hire"]}]


def test_requirements_and_fit_stand_under_their_headings(pair):
    write(pair[0], "requirements", "### Education\n\n- **A degree**: any.\n\n### Technical\n\n- **SQL**: well.\n")
    FitPoint.objects.create(role=pair[0], kind="good", order=1, text="you like tables.")
    groups = compare(read(*pair))
    assert rows_of(groups, "What employers ask for")["Education"].cells == [["A degree"], []]
    assert rows_of(groups, "Is it for you?")["A good fit if …"].cells == [["you like tables."], []]


def test_a_group_without_rows_is_left_out(pair):
    assert "What you answer for" not in [group.title for group in compare(read(*pair))]


def test_ways_on_leave_out_drafts(pair):
    make_transition(pair[0], pair[1])
    make_transition(pair[0], make_role(status=Role.Status.DRAFT))
    steps = rows_of(compare(read(*pair)), "Ways on")["Next steps"].cells[0]
    assert [step.to_role for step in steps] == [pair[1]]


def test_changes_sort_each_skill_into_one_list(pair):
    found = changes(*read(*pair))
    assert [(s.skill.name, s.before, s.after) for s in found.added] == [("Added", 0, 4)]
    assert [(s.skill.name, s.before, s.after) for s in found.raised] == [("Raised", 1, 3)]
    assert [(s.skill.name, s.before, s.after) for s in found.lowered] == [("Lowered", 4, 2)]
    assert [(s.skill.name, s.before, s.after) for s in found.dropped] == [("Dropped", 3, 0)]
    assert found.kept == 1
    assert found.raised[0].you_can == "do Raised at 3."


def test_changes_show_only_the_facts_that_differ(pair):
    labels = [row.label for row in changes(*read(*pair)).facts]
    assert labels == ["Years in the field"]


def test_changes_of_a_role_to_itself_are_none(pair):
    role = read(pair[0])[0]
    found = changes(role, role)
    assert [found.facts, found.added, found.raised, found.lowered, found.dropped, found.areas] == [[]] * 6


def test_areas_are_new_changed_or_gone_and_equal_ones_are_left_out():
    found = area_changes(
        {"Same": ["a"], "Other duties": ["a", "b"], "Gone": ["c"]},
        {"Same": ["a"], "New": ["d"], "Other duties": ["b", "e"]},
    )
    assert [(area.title, area.kind, area.new, area.gone) for area in found] == [
        ("New", "new", ["d"], []),
        ("Other duties", "changed", ["e"], ["a"]),
        ("Gone", "gone", [], ["c"]),
    ]


def test_both_ways_mirror_each_other_for_every_recorded_step():
    roles = {role.pk: role for role in Role.objects.for_comparison()}
    for role in roles.values():
        for step in role.ways_on:
            there, back = changes(role, roles[step.to_role_id]), changes(roles[step.to_role_id], role)
            assert {s.skill for s in there.added} == {s.skill for s in back.dropped}
            assert {s.skill for s in there.raised} == {s.skill for s in back.lowered}
            assert {a.title for a in there.areas if a.kind == "new"} == {
                a.title for a in back.areas if a.kind == "gone"
            }
