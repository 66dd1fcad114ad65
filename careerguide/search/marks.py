"""Matches made visible: the words of a query marked in a text, and the sentence that holds most of them."""

import re
from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .words import SOFT, WORD, plain_words, stem

LINK_TARGET = re.compile(r"\]\([^)]*\)")
MARKDOWN_SIGNS = re.compile(r"[*`|\[\]]|^\s*(?:#+|>|-|\d+\.)\s", re.M)
# Sentences, list items and paragraphs; a line end inside a sentence is none.
PIECE_END = re.compile(r"(?<=[.!?])\s+|\n\s*\n|\n(?=\s*(?:[-*#>|]|\d+\.)\s)")
MOST_OF_A_SENTENCE = 220


def sentences(text: str) -> Iterator[str]:
    """The sentences and list items of some Markdown, without its signs."""
    for piece in PIECE_END.split(LINK_TARGET.sub("]", text)):
        yield " ".join(MARKDOWN_SIGNS.sub("", piece).split())


class Marks:
    """What counts as found: the phrases of each unit of a query, and words that begin as its last one."""

    def __init__(self, units: list[list[tuple]] = (), prefix: str = ""):
        self.units = {phrase: number for number, phrases in enumerate(units) for phrase in phrases}
        self.longest = max(map(len, self.units), default=0)
        self.prefix = prefix if len(prefix) > 1 and prefix not in SOFT else ""

    def matches(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Start, end and unit of every match, from left to right."""
        words = list(WORD.finditer(text))
        stems = [stem(word[0]) for word in words]
        at = 0
        while at < len(words):
            size, unit = self.match_at(words[at][0], tuple(stems[at : at + self.longest]))
            if size:
                yield words[at].start(), words[at + size - 1].end(), unit
            at += size or 1

    def match_at(self, word: str, following: tuple) -> tuple[int, int]:
        """How many words match here, and the unit; no words when nothing does."""
        for size in range(len(following), 0, -1):
            if (unit := self.units.get(following[:size])) is not None:
                return size, unit
        plain = plain_words(word) if self.prefix else []
        begins = bool(plain) and plain[0].startswith(self.prefix)
        return (1, max(self.units.values())) if begins and self.units else (0, 0)

    def found(self, text: str) -> set[int]:
        """The units of the query that a text holds."""
        return {unit for _, _, unit in self.matches(text)}

    def html(self, text: str) -> SafeString:
        """The text, escaped, with every match in <mark>; matches side by side share one."""
        pieces, at = [], 0
        for start, end, _ in self.matches(text):
            pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
            at = end
        pieces.append(escape(text[at:]))
        return mark_safe("".join(pieces).replace("</mark> <mark>", " "))  # noqa: S308 - escaped piece by piece

    def excerpt(self, texts: list[str]) -> str:
        """The sentence of some Markdown that holds most of the query, without its signs; empty when none holds any."""
        best, most = "", 0
        for text in texts:
            for sentence in sentences(text):
                if (held := len(self.found(sentence))) > most:
                    best, most = sentence, held
        return best if len(best) <= MOST_OF_A_SENTENCE else best[:MOST_OF_A_SENTENCE].rsplit(" ", 1)[0] + " …"
