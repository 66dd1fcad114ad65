"""Markdown to safe HTML, and the outline of that HTML, which the mind maps draw."""

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html import unescape

import nh3
from django.utils.text import slugify

CITATION = re.compile(r"\[@([a-zA-Z0-9][\w-]*)\]")

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "code", "pre", "blockquote", "br", "hr", "sup"}
# What ``render`` makes, taken apart by expressions: it is regular, and a parser of any HTML is slow.
CITED = re.compile(r'<a class="cite".*?</a>', re.S)
ANY_TAG = re.compile(r"<[^>]*>")
BOLD = re.compile(r"<strong>(.*?)</strong>", re.S)
OUTLINED = re.compile(
    r'<h[234] id="(?P<anchor>[^"]*)">(?P<title>.*?)</h[234]>'
    # The text that an item begins with, up to the next block.
    r"|<li>\s*(?:<p>)?(?P<item>.*?)(?=</?(?:p|li|ul|ol|pre|blockquote|hr|h[234])[ />])",
    re.S,
)
ATTRIBUTES = {"a": {"href", "class"}, "h2": {"id"}, "h3": {"id"}, "h4": {"id"}}


def cite(state, silent: bool) -> bool:
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


@cache
def parser():
    """CommonMark without raw HTML; html=False because markdown-it-py's default lets it through."""
    # Loaded with the first text that is saved: a worker that starts for readers needs none of it.
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False, "typographer": False})
    markdown.inline.ruler.before("link", "cite", cite)
    return markdown


def tidy(text: str) -> str:
    """The text with Unix line ends, no blanks at the ends of lines, and one line end after the last line."""
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(lines).strip("\n") + "\n" if any(lines) else ""


def tokens_with_ids(text: str, prefix: str):
    tokens = parser().parse(text)
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", prefix + slugify(plain(tokens[position + 1])))
    return tokens


# A load makes the HTML of the texts of a file when it checks its entries and again when it saves them.
@lru_cache(maxsize=256)
def render(text: str, prefix: str = "") -> str:
    """Safe HTML of a Markdown text; headings carry an id made from a prefix and their words."""
    html = parser().renderer.render(tokens_with_ids(text, prefix), parser().options, {})
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


def words(html: str) -> str:
    """The words of our own HTML, without citations."""
    return " ".join(unescape(ANY_TAG.sub("", CITED.sub("", html))).split())


@dataclass
class Branch:
    """One heading of an outline: its words, its anchor, and the labels of the list items below it."""

    title: str
    anchor: str
    leaves: list[str] = field(default_factory=list)


def outline(html: str) -> list[Branch]:
    """The headings of what ``render`` made, with the items below each: an item's bold words, or its first text without any.

    From the HTML, which is kept: parsing the Markdown again takes ten times as long.
    """
    branches = []
    for part in OUTLINED.finditer(html):
        if part["title"] is not None:
            branches.append(Branch(words(part["title"]), part["anchor"]))
        elif branches and (item := words(part["item"])):
            bold = BOLD.search(part["item"])
            branches[-1].leaves.append((bold and words(bold[1]).rstrip(".:")) or item)
    return branches
