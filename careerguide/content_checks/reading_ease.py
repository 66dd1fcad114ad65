"""How easily texts read: the Flesch reading ease of a role, and the length and grade of one text."""

from dataclasses import dataclass

import readability

from careerguide.content_checks.guide import RolePage
from careerguide.content_checks.passages import passages, words

# Plain English is 60 to 70; below the band a page is hard work, above it sentences are chopped.
BAND = (50, 85)


def reading_ease(page: RolePage) -> float | None:
    """The Flesch reading ease, mostly 0 (hard) to 100 (easy); nothing for a role without prose."""
    sentences = [
        " ".join(found) for passage in page.prose() for sentence, _ in passage.sentences() if (found := words(sentence))
    ]
    if not sentences:
        return None
    return readability.getmeasures(sentences, lang="en")["readability grades"]["FleschReadingEase"]


@dataclass(frozen=True)
class Length:
    """How long a text is and how hard to read: ``grade`` is the Flesch-Kincaid grade, nothing for a text of few words."""

    words: int
    sentences: int
    grade: float | None


FEWEST_WORDS = 30


def length(markdown: str) -> Length:
    """The words and sentences of a Markdown text, headings and code left out."""
    prose = [
        passage for passage in passages(markdown, lambda line, word: line) if passage.kind in ("paragraph", "item")
    ]
    sentences = [" ".join(found) for passage in prose for text, _ in passage.sentences() if (found := words(text))]
    count = sum(len(sentence.split()) for sentence in sentences)
    if count < FEWEST_WORDS:
        return Length(count, len(sentences), None)
    grade = readability.getmeasures(sentences, lang="en")["readability grades"]["Kincaid"]
    return Length(count, len(sentences), round(max(grade, 0), 1))
