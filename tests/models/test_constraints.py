"""What must never be is refused by the database, whoever writes, and told in words by the models."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from careerguide.fixtures import MODELS
from careerguide.models import (
    FitPoint,
    OccupationCode,
    OtherTitle,
    PayFigure,
    PayNote,
    Projection,
    Question,
    RetiredSlug,
    Role,
    RoleSkill,
    Section,
    SkillGrade,
    TitleFamily,
    TitleRule,
    Transition,
)
from tests.factories import make_figure, make_role, make_role_skill, make_skill, make_source, make_transition

pytestmark = pytest.mark.django_db


def figure(**fields):
    """A pay figure that is not saved: the fields of one that is fine, and those given."""
    saved = make_figure(make_role())
    saved.pk = None
    for name, value in ({"label": "another"} | fields).items():
        setattr(saved, name, value)
    return saved


def copy(row, **fields):
    row.pk = None
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def primary_code(code):
    role = make_role()
    OccupationCode.objects.create(role=role, scheme="soc", code="15-2051", is_primary=True)
    return OccupationCode(role=role, scheme="soc", code=code, is_primary=True)


def same_for_one_role(model, **fields):
    def make():
        role = make_role()
        model.objects.create(role=role, **fields)
        return model(role=role, **fields)

    return make


def projection(**fields):
    source = make_source()
    Projection.objects.create(slug="first", source=source, **fields)
    return Projection(slug="second", source=source, **fields)


def skill_grade(grade):
    return SkillGrade(skill=make_skill(), grade=grade, meaning="Does it.")


def same_skill_grade():
    skill = make_skill()
    SkillGrade.objects.create(skill=skill, grade=2, meaning="Does it.")
    return SkillGrade(skill=skill, grade=2, meaning="Does it well.")


def second_primary_occupation():
    role = make_role()
    first = make_figure(role, match="occupation_primary", occupation_code="15-2051")
    return copy(first, occupation_code="15-1252")


def same_title_rule():
    family = TitleFamily.objects.create(slug="counters", kind="exact", titles="Counter\n")
    return copy(TitleRule.objects.create(role=make_role(), family=family, match="exact"), match="proxy")


def same_retired_address():
    return copy(RetiredSlug.objects.create(kind="role", slug="was-here"))


# A row that each constraint refuses, not yet saved.
REFUSED = {
    "one_figure_per_identity": lambda: copy(make_figure(make_role()), p50=1),
    "pay_has_a_figure": lambda: figure(p50=None),
    "pay_percentiles_ascending": lambda: figure(p10=200_000, p50=None, p90=100_000),
    "pay_range_ascending": lambda: figure(low=2, high=1),
    "pay_count_has_a_unit": lambda: figure(n=40, n_unit=""),
    "one_primary_occupation_per_source": second_primary_occupation,
    "one_pay_note_per_place": same_for_one_role(PayNote, kind="moves", order=1, text="Size."),
    "one_projection_per_occupation": lambda: projection(
        occupation_code="15-2051",
        occupation="Data scientists",
        period="2024–34",
        employed_from=1,
        employed_to=2,
        change_percent=3,
        openings_per_year=4,
    ),
    "one_role_per_slug": lambda: copy(make_role(), title="X"),
    "one_role_per_title": lambda: copy(make_role(), slug="x"),
    "working_copy_is_not_published": lambda: copy(make_role(), slug="x", title="X", copy_of=make_role()),
    "scheduled_role_has_its_time": lambda: copy(make_role(), slug="x", title="X", status="scheduled"),
    "role_years_ascending": lambda: copy(make_role(), slug="x", title="X", years_min=5, years_max=3),
    "one_other_title_per_role": same_for_one_role(OtherTitle, title="Builder"),
    "one_occupation_code_per_role": same_for_one_role(OccupationCode, scheme="soc", code="15-2051"),
    "one_primary_occupation_per_scheme": lambda: primary_code("15-1252"),
    "one_section_of_a_kind_per_role": same_for_one_role(Section, kind="overview", body="Text."),
    "section_has_text_or_reason": lambda: Section(role=make_role(), kind="overview"),
    "one_fit_point_per_place": same_for_one_role(FitPoint, kind="good", order=1, text="you like it."),
    "one_anchor_per_question": same_for_one_role(Question, slug="why", question="Why?", answer="So."),
    "one_text_per_skill_and_grade": same_skill_grade,
    "skill_grade_is_one_to_four": lambda: skill_grade(5),
    "one_grade_per_role_and_skill": lambda: copy(make_role_skill(make_role()), grade=3),
    "role_grade_is_one_to_four": lambda: RoleSkill(role=make_role(), skill=make_skill(), grade=0),
    "one_transition_per_pair": lambda: copy(make_transition(make_role(), make_role()), kind="switch"),
    "no_role_follows_itself": lambda: (
        lambda role: Transition(from_role=role, to_role=role, kind="ladder", years_min=1, years_max=2)
    )(make_role()),
    "transition_years_ascending": lambda: Transition(
        from_role=make_role(), to_role=make_role(), kind="ladder", years_min=3, years_max=2
    ),
    "one_title_rule_per_role": same_title_rule,
    "one_successor_per_retired_slug": same_retired_address,
    "successor_is_of_the_kind": lambda: RetiredSlug(kind="track", slug="was-here", role=make_role()),
}
CONSTRAINTS = {c.name: c for model in MODELS.values() for c in model._meta.constraints}


def test_every_constraint_has_a_row_that_it_refuses():
    assert REFUSED.keys() == CONSTRAINTS.keys()


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses_what_must_never_be(name):
    row = REFUSED[name]()
    # This very constraint refuses it ...
    with pytest.raises(ValidationError):
        CONSTRAINTS[name].validate(type(row), row)
    # ... and so does the database, without a form in between.
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_no_row_stands_there_twice(model):
    if model is RetiredSlug:  # the content holds none
        same_retired_address()
    row = model.objects.first()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"p25": 200_000, "p50": 150_000}, "p50 (150,000) is below p25 (200,000); percentiles must ascend."),
        ({"p10": 3, "p50": None, "p90": 2}, "p90 (2) is below p10 (3); percentiles must ascend."),
        ({"low": 2, "high": 1}, "The upper end (1) is below the lower end (2)."),
        ({"p50": None}, "Give at least one figure: a percentile, an average, or an end of a range."),
        ({"n": 3, "n_unit": ""}, "Say what the count counts, such as distinct adverts."),
        ({"n": None}, "Say how many adverts were counted: the quality follows from it."),
        ({"n": 29}, "29 counted is “few: 10 to 29 adverts”: choose that, or mend the count."),
        (
            {"n": 9, "quality": "indicative"},
            "9 counted is “not enough data: under 10 adverts”: choose that, or mend the count.",
        ),
        ({"n": 30, "quality": "insufficient"}, "30 counted is “30 adverts or more”: choose that, or mend the count."),
    ],
)
def test_pay_figures_say_what_is_wrong(fields, words):
    with pytest.raises(ValidationError) as refusal:
        figure(**fields).clean()
    assert refusal.value.messages == [words]


@pytest.mark.parametrize("fields", [{"p10": 1, "p90": 1, "p50": 1}, {"p50": None, "mean": 3}, {"low": 1, "p50": None}])
def test_pay_figures_may_leave_out_what_the_source_does_not_give(fields):
    row = figure(**fields)
    row.clean()
    row.save()


def test_years_say_what_is_wrong():
    with pytest.raises(ValidationError, match="The years run from 5 to 3: the first must not be above the second."):
        Role(years_min=5, years_max=3).clean()


def test_a_step_to_the_same_role_says_what_is_wrong():
    role = make_role()
    with pytest.raises(ValidationError, match="A role cannot follow itself."):
        Transition(from_role=role, to_role=role, years_min=1, years_max=2).clean()


def test_a_section_without_text_asks_for_a_reason():
    with pytest.raises(ValidationError, match="A section without a text needs a reason that readers can see."):
        Section(role=make_role(), kind="trends").clean()


def test_an_other_title_is_not_the_title():
    role = make_role(title="Data Builder")
    with pytest.raises(ValidationError, match="This is the role’s own title."):
        OtherTitle(role=role, title="data builder").clean()


def test_a_source_that_figures_rest_on_cannot_be_deleted():
    row = PayFigure.objects.select_related("source").first()
    with pytest.raises(IntegrityError, match="Cannot delete some instances of model 'Source'"):
        row.source.delete()
