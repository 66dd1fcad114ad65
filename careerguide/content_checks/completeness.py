"""What a published role must hold at least, and how long its texts may be."""

from collections.abc import Iterator

from careerguide.content_checks.entries import Finding
from careerguide.content_checks.guide import Guide, RolePage
from careerguide.models import FitPoint, Page, Role, Section

DRAWBACKS, QUESTIONS, SKILLS = 3, 5, 8
OVERVIEW_WORDS = range(120, 201)
ROLE_WORDS = range(1000, 2001)
LEDE_CHARACTERS = 160


def findings(guide: Guide) -> Iterator[Finding]:
    for page in guide.pages.values():
        yield from missing_sections(page)
        yield from too_few(page)
        yield from lengths(page)
    for entry in (*guide.by_model[Role], *guide.by_model[Page]):
        if (length := len(entry.text("lede"))) > LEDE_CHARACTERS:
            yield entry.finding(
                f"The lede has {length} characters: at most {LEDE_CHARACTERS} fit below the heading.", name="lede"
            )


def missing_sections(page: RolePage) -> Iterator[Finding]:
    for kind in Section.Kind:
        section = page.sections.get(kind)
        advice = f"the section “{kind}” ({kind.label}): write it, or say why there is none as its gap_reason"
        if section is None:
            yield page.role.finding(f"The role lacks {advice}.")
        elif not section.text("body") and not section.text("gap_reason"):
            yield section.finding(f"Nothing stands in {advice}.")


def too_few(page: RolePage) -> Iterator[Finding]:
    drawbacks = [point for point in page.fit_points if point.get("kind") == FitPoint.Kind.DRAWBACK]
    for what, found, least in (
        ("drawbacks", drawbacks, DRAWBACKS),
        ("questions", page.questions, QUESTIONS),
        ("skills", page.skills, SKILLS),
    ):
        if len(found) < least:
            yield page.role.finding(f"{what.capitalize()} of the role: {len(found)}. Write {least} at least.")


def word_count(page: RolePage) -> int:
    """The words of a role's prose."""
    return sum(len(passage.words) for passage in page.prose())


def lengths(page: RolePage) -> Iterator[Finding]:
    overview = page.sections.get(Section.Kind.OVERVIEW)
    if overview and overview.passages("body"):
        count = sum(len(passage.words) for passage in overview.passages("body"))
        if count not in OVERVIEW_WORDS:
            yield overview.finding(
                f"The overview has {count} words: write {OVERVIEW_WORDS[0]} to {OVERVIEW_WORDS[-1]}.", name="body"
            )
    if (count := word_count(page)) not in ROLE_WORDS:
        yield page.role.finding(
            f"The role has {count:,} words of prose: write {ROLE_WORDS[0]:,} to {ROLE_WORDS[-1]:,}."
        )
