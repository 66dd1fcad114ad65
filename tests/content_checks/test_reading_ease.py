"""Pages are graded by the Flesch reading ease."""

from careerguide.content_checks.reading_ease import reading_ease
from tests.content_checks.examples import entry, guide


def ease(body):
    whole = guide(
        [
            entry("role", slug="a", title="A", status="published"),
            entry("section", role=["a"], kind="demand", body=body),
        ]
    )
    return reading_ease(whole.pages["a"])


def test_short_words_in_short_sentences_read_easily():
    plain = ease("The cat sat on the mat. It saw a dog. The dog ran off.\n")
    heavy = ease(
        "Organisational considerations notwithstanding, interdepartmental accountability necessitates comprehensive "
        "documentation of methodological assumptions throughout implementation.\n"
    )
    assert plain > 90
    assert heavy < 0


def test_headings_marks_and_citations_do_not_count():
    assert ease("The cat sat on the **mat**.\n") == ease("### Cats\n\nThe cat sat on the mat [@bls-ep].\n")


def test_a_role_without_prose_has_no_grade():
    assert ease("") is None
