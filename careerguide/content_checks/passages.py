"""Markdown as passages (headings, paragraphs, list items), and passages as sentences and words."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from careerguide.markdown import CITATION, parser

WORD = re.compile(r"\w+(?:[’'.,-]\w+)*")
# A full stop ends a sentence only before a capital or a digit, so that “e.g. in SQL” and “Nos. of rows” stay whole.
SENTENCE_END = re.compile(r"(?<=[.?!…])[\"”’)]*(?:\s*\[@[\w-]+\])*\s+(?=[\"“‘(]*[A-Z0-9])")


@dataclass(frozen=True)
class Passage:
    """A heading, a paragraph, a list item or a block of code, as its readers see it.

    ``text`` keeps the line breaks of the source, the citations and the backticks of code; other marks are gone.
    ``level`` is 1 to 6 for a heading and 0 for the rest. ``label`` holds the bold words that open the passage.
    ``links`` are the addresses with their offsets in ``text``.
    """

    kind: str
    text: str
    line_at: Callable[[int, int], int] = field(repr=False, compare=False)
    level: int = 0
    label: str = ""
    links: tuple[tuple[str, int], ...] = ()
    first_line: int = 0
    words_before: int = 0

    @cached_property
    def words(self) -> list[str]:
        return words(self.text)

    def line(self, offset: int = 0) -> int:
        """The line of the file on which the character at an offset of ``text`` stands."""
        before = self.text[:offset]
        inside_a_word = bool(before) and not before[-1].isspace() and not self.text[offset : offset + 1].isspace()
        return self.line_at(
            self.first_line + before.count("\n"), self.words_before + len(before.split()) - inside_a_word
        )

    @property
    def citations(self) -> list[tuple[str, int]]:
        """The source ids cited, each with its offset."""
        return [(match[1], match.start()) for match in CITATION.finditer(self.text)]

    def sentences(self) -> Iterator[tuple[str, int]]:
        """Each sentence with its offset."""
        start = 0
        for end in SENTENCE_END.finditer(self.text):
            yield self.text[start : end.end()].strip(), start
            start = end.end()
        if self.text[start:].strip():
            yield self.text[start:].strip(), start


def words(text: str) -> list[str]:
    """The words of a text, citations left out."""
    return WORD.findall(CITATION.sub(" ", text))


def bold(inline) -> str:
    """The first bold words of an inline token, or nothing."""
    words, inside = [], False
    for child in inline.children or []:
        if child.type == "strong_open":
            inside = True
        elif child.type == "strong_close":
            break
        elif inside and child.type == "text":
            words.append(child.content)
    return "".join(words).rstrip(".:")


def passages(markdown: str, line_at: Callable[[int, int], int]) -> list[Passage]:
    """The passages of a Markdown text; ``line_at`` turns a line and a word of that text into a line of its file."""
    found = []
    lines = markdown.split("\n")
    tokens = parser().parse(markdown)
    for position, token in enumerate(tokens):
        if token.type == "inline":
            opening, before = tokens[position - 1], tokens[position - 2] if position > 1 else None
            level = int(opening.tag[1]) if opening.type == "heading_open" else 0
            item = before is not None and before.type == "list_item_open"
            kind = "heading" if level else "item" if item else "paragraph"
            text, links = read_inline(token)
            label = bold(token) if token.content.startswith("**") else ""
            first = token.map[0]
        elif token.type in ("fence", "code_block"):
            kind, text, level, label, links = "code", f"`{token.content}`", 0, "", ()
            first = token.map[0] + (token.type == "fence")
        else:
            continue
        words_before = sum(len(line.split()) for line in lines[:first])
        found.append(Passage(kind, text, line_at, level, label, links, first, words_before))
    return found


def read_inline(token) -> tuple[str, tuple[tuple[str, int], ...]]:
    """The text of an inline token and its links."""
    text, links = "", []
    for child in token.children:
        match child.type:
            case "text" | "text_special":
                text += child.content
            case "code_inline":
                text += f"`{child.content}`"
            case "cite_open":
                # The page sets a citation close to its word; here it stays a word of its own.
                text = f"{text} [@" if text and not text[-1].isspace() else f"{text}[@"
            case "cite_close":
                text += "]"
            case "softbreak" | "hardbreak":
                text += "\n"
            case "link_open":
                links.append((str(child.attrs["href"]), len(text)))
            case "image":
                links.append((str(child.attrs["src"]), len(text)))
                text += child.content
    return text, tuple(links)
