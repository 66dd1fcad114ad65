"""Headings in order, and the two outlines that the mind maps draw: areas of responsibility and requirements."""

import re
from collections.abc import Iterator
from itertools import pairwise

from careerguide.content_checks.entries import Entry, Finding
from careerguide.content_checks.guide import Guide
from careerguide.content_checks.passages import Passage, words
from careerguide.models import Page, Section

# The page itself has the first level, and what stands around a section the second.
FIRST_LEVEL, FIRST_LEVEL_OF_PAGES, LAST_LEVEL = 3, 2, 4
AREAS = range(4, 9)
AREA_WORDS = range(1, 4)
DUTIES = range(2, 5)
LABEL_WORDS = range(2, 6)
REQUIREMENTS = ["Education", "Experience", "Technical", "Leadership"]
FIRMNESS = ("firm", "often waived", "depends", "a bonus")
FIRM = re.compile(rf"\s\((?:{'|'.join(FIRMNESS)})\):\s")


def findings(guide: Guide) -> Iterator[Finding]:
    for entry in guide.entries:
        for _, passages in entry.prose():
            yield from headings(entry, [passage for passage in passages if passage.level])
    for page in guide.pages.values():
        if (section := page.sections.get(Section.Kind.RESPONSIBILITIES)) and section.passages("body"):
            yield from areas(section)
        if (section := page.sections.get(Section.Kind.REQUIREMENTS)) and section.passages("body"):
            yield from requirements(section)


def headings(entry: Entry, found: list[Passage]) -> Iterator[Finding]:
    """Headings that start too high or too low, skip a level, or go deeper than pages show."""
    first = FIRST_LEVEL_OF_PAGES if entry.model is Page else FIRST_LEVEL
    levels = [first - 1, *(heading.level for heading in found)]
    for heading, (above, level) in zip(found, pairwise(levels), strict=True):
        if level < first or level > min(max(above, first - 1) + 1, LAST_LEVEL):
            yield entry.finding(
                f"The heading “{heading.text}” has level {level}: headings here start at {'#' * first}, "
                f"go down one level at a time and end at {'#' * LAST_LEVEL}.",
                passage=heading,
            )


def branches(entry: Entry) -> tuple[list[Passage], list[tuple[Passage, list[Passage]]]]:
    """What stands before the first heading, and each heading with the passages below it."""
    before, found = [], []
    for passage in entry.passages("body"):
        if passage.level:
            found.append((passage, []))
        else:
            (found[-1][1] if found else before).append(passage)
    return before, found


def homeless(section: Entry, before: list[Passage]) -> Iterator[Finding]:
    """List items that belong to no heading; a paragraph may lead in."""
    for passage in before:
        if passage.kind == "item":
            yield section.finding(
                "This item stands before the first heading, so the map does not show it: move it below one.",
                passage=passage,
            )


def areas(section: Entry) -> Iterator[Finding]:
    before, found = branches(section)
    yield from homeless(section, before)
    if len(found) not in AREAS:
        yield section.finding(
            f"Areas of responsibility: {len(found)}. Write {AREAS[0]} to {AREAS[-1]}, each a heading.",
            name="body",
        )
    seen = set()
    for heading, below in found:
        duties = [passage for passage in below if passage.kind == "item"]
        if len(heading.words) not in AREA_WORDS:
            yield section.finding(
                f"The area “{heading.text}” has more than {AREA_WORDS[-1]} words: the map has no room for them.",
                passage=heading,
            )
        if len(duties) not in DUTIES:
            yield section.finding(
                f"Duties in the area “{heading.text}”: {len(duties)}. List {DUTIES[0]} to {DUTIES[-1]}.",
                passage=heading,
            )
        for duty in duties:
            if len(words(duty.label)) not in LABEL_WORDS:
                yield section.finding(
                    f"A duty must open with a bold label of {LABEL_WORDS[0]} to {LABEL_WORDS[-1]} words, "
                    f"which the map shows; here it is “{duty.label}”.",
                    passage=duty,
                )
            elif duty.label in seen:
                yield section.finding(f"Two duties are called “{duty.label}”: name them apart.", passage=duty)
            seen.add(duty.label)


def requirements(section: Entry) -> Iterator[Finding]:
    before, found = branches(section)
    yield from homeless(section, before)
    if [heading.text for heading, _ in found] != REQUIREMENTS:
        yield section.finding(
            f"The requirements need the headings {', '.join(REQUIREMENTS)}, in this order.", name="body"
        )
    for heading, below in found:
        items = [passage for passage in below if passage.kind == "item"]
        if not items:
            yield section.finding(f"Nothing is listed under “{heading.text}”.", passage=heading)
        for item in items:
            if not item.label or not FIRM.match(item.text, len(item.label)):
                yield section.finding(
                    "A requirement reads “- **Label** (firm): why”; in the brackets stands one of "
                    f"{', '.join(FIRMNESS)}.",
                    passage=item,
                )
