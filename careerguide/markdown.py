"""Markdown to safe HTML, and to the outline that the mind maps draw."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

import nh3
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

CITATION = re.compile(r"\[@([a-zA-Z0-9][\w-]*)\]")

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "code", "pre", "blockquote", "br", "hr", "sup"}
ATTRIBUTES = {"a": {"href", "class"}, "h2": {"id"}, "h3": {"id"}, "h4": {"id"}}


def cite(state: StateInline, silent: bool) -> bool:
    """The inline rule for ``[@source-id]``: a link to the page of that source."""
    match = CITATION.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")  # the mark stands close to what it supports
        source = match[1]
        token = state.push("cite_open", "a", 1)
        token.attrs = {"class": "cite", "href": f"/sources/{source}/"}
        state.push("text", "", 0).content = source
        state.push("cite_close", "a", -1)
    state.pos = match.end()
    return True


def parser() -> MarkdownIt:
    """CommonMark without raw HTML; html=False because markdown-it-py's default lets it through."""
    markdown = MarkdownIt("commonmark", {"html": False, "typographer": False})
    markdown.inline.ruler.before("link", "cite", cite)
    return markdown


MARKDOWN = parser()


def tidy(text: str) -> str:
    """The text with Unix line ends, no blanks at the ends of lines, and one line end after the last line."""
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(lines).strip("\n") + "\n" if any(lines) else ""


def tokens_with_ids(text: str, prefix: str):
    tokens = MARKDOWN.parse(text)
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", prefix + slugify(plain(tokens[position + 1])))
    return tokens


# A load makes the HTML of the texts of a file when it checks its entries and again when it saves them.
@lru_cache(maxsize=256)
def render(text: str, prefix: str = "") -> str:
    """Safe HTML of a Markdown text; headings carry an id made from a prefix and their words."""
    html = MARKDOWN.renderer.render(tokens_with_ids(text, prefix), MARKDOWN.options, {})
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, link_rel=None, url_schemes={"https", "mailto"}).strip()


def plain(inline) -> str:
    """The words of an inline token, without marks and citations."""
    words, skip = [], False
    for child in inline.children or []:
        if child.type == "cite_open":
            skip = True
        elif child.type == "cite_close":
            skip = False
        elif not skip and child.type in ("text", "code_inline"):
            words.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            words.append(" ")
    return " ".join("".join(words).split())


def citations(text: str) -> list[str]:
    """The source ids that a text cites, each once, in order."""
    return list(dict.fromkeys(CITATION.findall(text)))


@dataclass
class Branch:
    """One heading of an outline: its words, its anchor, and the labels of the list items below it."""

    title: str
    anchor: str
    leaves: list[str] = field(default_factory=list)


@lru_cache(maxsize=1_000)
def outline(text: str, prefix: str = "") -> tuple[Branch, ...]:
    """The headings of a Markdown text with the items below each: an item's bold words, or the whole item without any."""
    branches, tokens = [], MARKDOWN.parse(text)
    for position, token in enumerate(tokens):
        if token.type != "inline":
            continue
        if tokens[position - 1].type == "heading_open":
            title = plain(token)
            branches.append(Branch(title, prefix + slugify(title)))
        elif (
            branches and tokens[position - 1].type == "paragraph_open" and tokens[position - 2].type == "list_item_open"
        ):
            branches[-1].leaves.append(bold(token) or plain(token))
    return tuple(branches)


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
