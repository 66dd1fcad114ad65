"""Differences in plain words: nothing for equal documents, everything that changed, nothing of HTML left unescaped."""

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from careerguide.publishing.differences import Change, differences, shortened, word_by_word

TEXTS = st.text(alphabet="ab <>&\n", max_size=12)
ITEMS = st.fixed_dictionaries(
    {"name": TEXTS, "fields": st.dictionaries(st.sampled_from(["text", "basis", "grade"]), TEXTS)}
)
DOCUMENTS = st.dictionaries(st.sampled_from(["Page", "Skills"]), st.dictionaries(TEXTS, ITEMS, max_size=4))


def item(name, **fields):
    return {name: {"name": name, "fields": fields}}


@given(DOCUMENTS)
def test_equal_documents_differ_in_nothing(document):
    assert differences(document, document) == []


@given(DOCUMENTS, DOCUMENTS)
def test_documents_in_which_people_see_a_difference_differ(before, after):
    def seen(document):
        return {
            group: [
                (one["name"], {label: text for label, text in one["fields"].items() if text}) for one in items.values()
            ]
            for group, items in document.items()
            if items
        }

    if seen(before) != seen(after):
        assert differences(before, after)


@given(ITEMS, st.sampled_from(["text", "basis", "grade"]), TEXTS)
def test_every_changed_field_appears(one, label, value):
    other = one | {"fields": one["fields"] | {label: value}}
    told = differences({"Skills": {"key": one}}, {"Skills": {"key": other}})
    if one["fields"].get(label, "") == value:
        assert told == []
    else:
        assert [(change.kind, [f.label for f in change.fields]) for change in told] == [("changed", [label])]


@given(TEXTS, TEXTS)
def test_a_text_word_by_word_gives_both_texts_again(before, after):
    pieces = word_by_word(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "inserted") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "deleted") == after


@given(TEXTS, TEXTS)
def test_nothing_of_html_is_left_unescaped(before, after):
    html = render_to_string(
        "admin/careerguide/role/_changes.html",
        {"changes": differences({"Sections": item("a", text=before)}, {"Sections": item("a", text=after + " <b>")})},
    )
    for tag in ("<b>", "<a", "<>"):
        assert tag not in html.replace("<br>", "")


def test_a_skill_is_told_in_plain_words():
    told = differences(
        {"Skills": item("SQL", grade="2 (working)") | item("Excel", grade="1 (aware)")},
        {"Skills": item("SQL", grade="3 (practised)") | item("Rust", grade="1 (aware)")},
    )
    assert [change.sentence for change in told] == [
        "SQL: grade 2 (working) → 3 (practised)",
        "Added Rust: grade 1 (aware)",
        "Removed Excel",
    ]


def test_a_reworded_point_is_one_change_and_a_new_one_before_it_moves_nothing():
    old, new = "you like to count things every day", "you like to count things every week"
    told = differences(
        {"Honest fit": item(old, text=old)},
        {"Honest fit": item("you enjoy long meetings", text="you enjoy long meetings") | item(new, text=new)},
    )
    assert [(change.kind, change.name) for change in told] == [("added", "you enjoy long meetings"), ("changed", new)]


def test_another_order_is_told_once():
    first, second = item("SQL", grade="2"), item("Rust", grade="1")
    assert differences({"Skills": first | second}, {"Skills": second | first}) == [Change("Skills", "order", "Skills")]


def test_long_passages_that_stay_are_left_out_around_a_change():
    same = "word " * 200
    pieces = shortened(word_by_word(f"{same}old {same}", f"{same}new {same}"))
    assert [piece.kind for piece in pieces] == ["gap", "same", "deleted", "inserted", "same", "gap"]
    assert sum(len(piece.text) for piece in pieces) < 200
