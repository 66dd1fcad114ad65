"""What the pay pages show beside the marks: choices in order, counts, remarks, and changes in words."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from careerguide.models import FigureChange
from careerguide.pay_page import CLAIMS, changed_values, count_lines, counted_groups, remarks


def offer(match="exact", source=1, figures=1, quality="publish", publisher="Bureau (BLS)") -> dict:
    return {
        "match": match, "source_id": source, "source__slug": f"source-{source}", "source__publisher": publisher,
        "quality": quality, "figures": figures,
    }  # fmt: skip


def test_the_closest_match_comes_first_then_the_larger_source_and_claims_last():
    offers = [
        offer("named", quality="secondary_unverified"), offer("occupation_primary"), offer(source=1, figures=2), offer(source=2, figures=3),
    ]  # fmt: skip
    groups = counted_groups(offers)
    assert [group.key for group in groups] == [
        "source-2-adverts", "source-1-adverts", "source-1-closest-occupation", "claims",
    ]  # fmt: skip
    assert groups[0].label.endswith("(Bureau)")


def test_a_guide_without_figures_offers_the_claims_alone():
    assert counted_groups([]) == [CLAIMS]


def test_each_offer_belongs_to_one_choice():
    offers = [offer(), offer(source=2), offer("proxy"), offer("named", quality="secondary_unverified")]
    groups = counted_groups(offers)
    assert all(sum(group.offers(one) for group in groups) == 1 for one in offers)


lines = st.builds(
    lambda role, median: SimpleNamespace(role=role, figure=median and 1, median=median),
    st.integers(1, 9), st.none() | st.integers(1, 300_000),
)  # fmt: skip


@given(st.lists(lines), st.none() | st.integers(1, 300_000))
def test_counts_are_of_roles_and_of_medians_below_the_mark(some, mark):
    counts = count_lines(some, mark)
    assert counts["below"] <= counts["medians"] <= counts["figures"] <= len(some)
    assert counts["roles"] == len({line.role for line in some})
    assert counts["below"] == (0 if mark is None else sum(bool(line.median) and line.median < mark for line in some))


def test_a_note_that_holds_for_every_row_names_no_role():
    def row(role, note):
        return SimpleNamespace(role=role, figure=SimpleNamespace(note=note))

    assert remarks([row("a", "Wages."), row("b", "Wages.")]) == [("Wages.", [])]
    assert remarks([row("a", "Wages."), row("b", "")]) == [("Wages.", ["a"])]
    assert remarks([SimpleNamespace(role="a", figure=None)]) == []


def test_amounts_of_too_few_adverts_are_in_no_words_of_a_change():
    change = FigureChange(
        kind="changed",
        before={"p50": 150_000, "n": 12, "quality": "indicative", "currency": "USD"},
        after={"p50": 123_400, "n": 4, "quality": "insufficient", "currency": "USD"},
    )
    values = changed_values(change)
    assert {value.name for value in values}.isdisjoint({"median", "p50"})
    assert not any("123,400" in value.after or "150,000" in value.before for value in values)
    assert [(value.before, value.after) for value in values if "12" in value.before] == [("12", "4")]
