"""Checks of the content as files, without a database: what the texts must hold, how they read, what they may claim."""

from dataclasses import dataclass
from pathlib import Path

from careerguide.content_checks import claims, completeness, links, outlines, repetition, voice
from careerguide.content_checks.entries import Finding, read
from careerguide.content_checks.guide import Guide
from careerguide.content_checks.reading_ease import BAND, reading_ease

# A check is a function from the guide to its findings.
CHECKS = (
    completeness.findings,
    outlines.findings,
    claims.findings,
    links.findings,
    repetition.repeated_entries,
    repetition.repeated_sentences,
    voice.findings,
)


@dataclass(frozen=True)
class Row:
    """A role in numbers; overlap is a share of 0 to 1."""

    role: str
    words: int
    overlap: float
    nearest: str
    reading_ease: float | None


@dataclass(frozen=True)
class Report:
    """What the checks found in a folder: findings fail, warnings do not."""

    findings: list[Finding]
    warnings: list[Finding]
    rows: list[Row]


def check(folder: Path) -> Report:
    """Checks the fixture files of a folder; findings in the order of files and lines, a row per published role."""
    entries, found = read(folder)
    guide = Guide(entries)
    for findings in CHECKS:
        found += findings(guide)
    shares = repetition.overlaps(guide)
    found += repetition.too_alike(guide, shares)
    rows, warnings = [], []
    for slug, page in guide.pages.items():
        nearest = repetition.nearest(shares, slug) or repetition.Neighbour("", 0)
        ease = reading_ease(page)
        rows.append(Row(slug, completeness.word_count(page), nearest.overlap, nearest.slug, ease))
        if ease is not None and not BAND[0] <= ease <= BAND[1]:
            warnings.append(
                page.role.finding(f"The reading ease is {ease:.0f}; pages that read well have {BAND[0]} to {BAND[1]}.")
            )
    return Report(sorted(set(found)), sorted(warnings), rows)
