"""The voice of the guide: words that we do not use, exclamation marks, raw HTML."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from careerguide.content_checks.entries import Finding
from careerguide.content_checks.guide import Guide

CODE = re.compile(r"`[^`]*`")
HTML = re.compile(r"</?[A-Za-z][^>]*>|<!--")

PRAISE = "it praises instead of saying what is done"
JARGON = "it is office jargon; say what happens"
INFLATED = "it claims importance without showing any"
WORN = "it is worn out and fits every page"
TIC = "it is a turn of phrase that adds no fact"


class Banned(NamedTuple):
    """A pattern of words (any case) and why they are not used; ``instead`` names what to write, where there is one."""

    pattern: str
    reason: str
    instead: str = ""


BANNED = (
    Banned(r"passionate(?:ly)?", PRAISE),
    Banned(r"cutting[- ]edge", PRAISE),
    Banned(r"world[- ]class", PRAISE),
    Banned(r"dynamic(?! (?:programming|batching|pricing|range))", PRAISE),
    Banned(r"rock[- ]?stars?", PRAISE),
    Banned(r"ninjas?", PRAISE),
    Banned(r"seamless(?:ly)?", PRAISE),
    Banned(
        r"robust(?:ly)?(?! (?:standard errors?|statistics|estimat\w+|regression|to outliers))",
        PRAISE,
        "what it withstands, unless a statistic is meant",
    ),
    Banned(r"unlock\w*", JARGON),
    Banned(r"leverag\w+", JARGON, "use"),
    Banned(r"synerg\w+", JARGON),
    Banned(r"fast[- ]paced", JARGON, "how often things change"),
    Banned(r"holistic(?:ally)?", JARGON),
    Banned(r"empower\w*", JARGON),
    Banned(r"(?<!test )(?<!evaluation )(?<!eval )harness(?:es|ed|ing)?", JARGON, "use"),
    Banned(r"stakeholder buy-in", JARGON, "who agrees, and to what"),
    Banned(r"mov(?:e|es|ed|ing) the needle", JARGON),
    Banned(r"deep dives?", JARGON),
    Banned(r"(?:wear|wears|wearing) many hats|many hats", JARGON, "which jobs"),
    Banned(r"compensation", JARGON, "pay"),
    Banned(r"salary packages?", JARGON, "pay"),
    Banned(r"typical(?:ly)?", "it hides which figure is meant", "median, middle half, often"),
    Banned(r"pivotal", INFLATED),
    Banned(r"crucial(?:ly)?", INFLATED),
    Banned(r"vital(?:ly)?(?! signs?)", INFLATED),
    Banned(r"play(?:s|ed|ing)? an? (?:key|central|important) role", INFLATED),
    Banned(r"game[- ]chang\w+", INFLATED),
    Banned(r"delv(?:e|es|ed|ing)", WORN),
    Banned(r"landscapes?", WORN),
    Banned(r"ever[- ](?:evolving|changing)", WORN),
    Banned(r"journeys?", WORN),
    Banned(r"thriv(?:e|es|ed|ing)", WORN),
    Banned(r"realms?", WORN),
    Banned(r"in today['’]s", WORN),
    Banned(r"not only\b[^.?!]*\bbut also", TIC),
    Banned(r"it(?:['’]s| is) not just", TIC),
)


def whole_words(pattern: str) -> str:
    """A banned pattern as whole words, its blanks being line breaks as well."""
    return rf"\b(?:{pattern})\b".replace(" ", r"\s")


# One pass over the text for all of them: which one it was is asked only where something is found.
ANY_BANNED = re.compile("|".join(whole_words(banned.pattern) for banned in BANNED), re.IGNORECASE)


def findings(guide: Guide) -> Iterator[Finding]:
    for entry in guide.entries:
        for _, passages in entry.prose():
            for passage in passages:
                # Code shows characters as they are; its length stays, so that offsets do.
                text = CODE.sub(lambda code: "\0" * len(code[0]), passage.text)
                for offset, sentence in faults(text):
                    yield entry.finding(sentence, passage=passage, offset=offset)


def faults(text: str) -> Iterator[tuple[int, str]]:
    """What a text says in the wrong voice: offsets and sentences."""
    for match in ANY_BANNED.finditer(text):
        banned = ban_of(match)
        instead = f" (write {banned.instead})" if banned.instead else ""
        yield match.start(), f"“{' '.join(match[0].split())}” is a banned expression: {banned.reason}{instead}."
    for mark in re.finditer("!", text):
        yield mark.start(), "The guide does not exclaim: end the sentence with a full stop."
    for tag in HTML.finditer(text):
        yield tag.start(), f"“{tag[0]}” is raw HTML, which readers would see as it stands: write Markdown."


def ban_of(match: re.Match) -> Banned:
    return next(
        banned
        for banned in BANNED
        if re.compile(whole_words(banned.pattern), re.IGNORECASE).match(match.string, match.start())
    )
