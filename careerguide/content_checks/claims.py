"""Claims and what they rest on: figures without a source, sources that do not exist or are not listed."""

import re
from collections.abc import Iterator

from careerguide.content_checks.entries import Entry, Finding
from careerguide.content_checks.guide import Guide
from careerguide.content_checks.passages import Passage
from careerguide.models import Basis, Page, PayNote, Question, Section, Source, Transition

NUMBER = r"\d+(?:[.,]\d+)*(?:(?:\sto\s|[–-])\d+(?:[.,]\d+)*)?(?:\s(?:thousand|million|billion))?"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
IN_WORDS = (
    rf"(?:(?:{TENS})-)?(?:one|two|three|four|five|six|seven|eight|nine)|{TENS}|ten|eleven|twelve|\w+teen|a hundred"
)
CURRENCY = "dollars|pounds|euros|USD|GBP|EUR"
PEOPLE = (
    "people|persons|workers|employees|staff|applicants|candidates|users|customers|graduates|students|engineers|"
    "developers|scientists|researchers|analysts|managers|directors"
)
ADVERTS = r"adverts?|ads?|advertisements?|openings?|jobs?|postings?|posts|vacancies|(?:pay\s)?ranges|salaries"
# “1,216 senior adverts” is a count; “61 for MLOps engineers” and “since 2024 adverts” are none.
COUNT_START = r"(?<![\w.,/–-])(?!(?:19|20)\d\d\b)"
BETWEEN = r"(?:\s(?!(?:and|as|at|by|for|from|in|of|on|or|over|per|than|the|to|with)\b)[\w-]+){0,2}"

FIGURE = re.compile(
    rf"(?P<money>[$£€¥]\s?{NUMBER}[km]?\b|\b(?:USD|GBP|EUR)\s?{NUMBER}|\b{NUMBER}k?\s(?:US\s)?(?:{CURRENCY})\b)"
    rf"|(?P<percentage>\b(?:{NUMBER}|{IN_WORDS})\s?(?:%|per\scent\b|percent\b|percentage\spoints?\b))"
    rf"|(?P<count>{COUNT_START}{NUMBER}{BETWEEN}\s(?:{PEOPLE}|{ADVERTS})\b)",
    re.IGNORECASE,
)

WITH_BASIS = (Section, PayNote, Transition, Page)


def findings(guide: Guide) -> Iterator[Finding]:
    known = guide.slugs(Source)
    for entry in guide.entries:
        yield from unsourced_figures(entry)
        yield from unknown_sources(entry, known)
        if entry.model in WITH_BASIS:
            yield from unlisted_sources(entry)


def unsourced_figures(entry: Entry) -> Iterator[Finding]:
    if entry.model is Source:  # what a source says of itself
        return
    for name, passages in entry.prose():
        for passage in passages:
            if not is_sourced(entry, name, passage):
                for offset, figure, what in figures(passage.text):
                    yield entry.finding(
                        f"“{figure}” is {what} without a source: put its id behind it, such as [@bls-ep], "
                        "or leave the figure out.",
                        passage=passage,
                        offset=offset,
                    )


def is_sourced(entry: Entry, name: str, passage: Passage) -> bool:
    """Whether a passage cites. A question cannot: its answer does."""
    if entry.model is Question and name == "question":
        return any(answer.citations for answer in entry.passages("answer"))
    return bool(passage.citations)


def figures(text: str) -> Iterator[tuple[int, str, str]]:
    """Money, percentages and counts of people or adverts: offset, words, and what it is."""
    for match in FIGURE.finditer(text):
        what = {"money": "an amount of money", "percentage": "a percentage", "count": "a count"}[match.lastgroup]
        yield match.start(), " ".join(match[0].split()), what


def unknown_sources(entry: Entry, known: set[str]) -> Iterator[Finding]:
    for _, passages in entry.prose():
        for passage in passages:
            for source, offset in passage.citations:
                if source not in known:
                    yield entry.finding(
                        f"There is no source “{source}”; the ids stand in sources.yaml.", passage=passage, offset=offset
                    )
            for broken in re.finditer(r"\[@(?![a-zA-Z0-9][\w-]*\])", passage.text):
                yield entry.finding(
                    "This citation is not understood: write one id in the brackets, such as [@bls-ep].",
                    passage=passage,
                    offset=broken.start(),
                )
    for source in entry.references("sources"):
        if source not in known:
            yield entry.finding(f"There is no source “{source}”; the ids stand in sources.yaml.", name="sources")


def unlisted_sources(entry: Entry) -> Iterator[Finding]:
    listed = entry.references("sources")
    if entry.get("basis") in (Basis.SOURCED, Basis.DATA) and not listed:
        yield entry.finding(
            f"The basis is “{entry.get('basis')}” but no sources are listed: list them, or make it editorial.",
            name="basis",
        )
    for _, passages in entry.prose():
        for passage in passages:
            for source, offset in passage.citations:
                if source not in listed:
                    yield entry.finding(
                        f"“{source}” is cited but does not stand under “sources”: list it there.",
                        passage=passage,
                        offset=offset,
                    )
