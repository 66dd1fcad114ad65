"""A page as Markdown: what stands in its main part, word for word, without pictures, menus and buttons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from operator import itemgetter
from urllib.parse import urljoin

VOID = {"br", "hr", "img", "input", "meta", "link", "wbr"}
LEFT_OUT = {"nav", "svg", "img", "script", "style", "button", "form", "input", "select", "template"}
# What only the screen or only the paper needs.
LEFT_OUT_CLASSES = {"noprint", "onlyprint", "self", "er", "ns"}
INLINE = {"a", "abbr", "b", "bdi", "br", "code", "em", "i", "mark", "small", "span", "strong", "sub", "sup", "time"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
SPECIAL = re.compile(r"[\\`*_\[\]<>#|~]")
# Where small print begins, until it is known whether it needs a colon: after a word or a link it does, not after a number,
# thousands (215k) among them.
SMALL = "\0"
AFTER_WORD = re.compile(rf"(?<=[^\W\d]|[)\]])(?<!\dk) ?{SMALL}")
BEFORE_POINT = re.compile(r" ([.,;:])(?= |$)")
# A comment or declaration, a tag with its attributes, or a text.
TAG = re.compile(r"""<!(?:--.*?--|[^>]*)>|<(/?)([a-z][a-z0-9]*)((?:[^>"']++|"[^"]*"|'[^']*')*+)>|([^<]+)""", re.S)
ATTRIBUTE = re.compile(r"""([\w:-]+)(?:="([^"]*)")?""")
LIST_MARK = re.compile(r"^(\d+)([.)])|^([-+])")


@dataclass(slots=True)
class Element:
    """An element of a page with what it holds, texts and elements in order; ``link`` is where it leads, if anywhere."""

    name: str
    link: str = ""
    is_citation: bool = False
    children: list = field(default_factory=list)

    def elements(self) -> list["Element"]:
        return [child for child in self.children if isinstance(child, Element)]

    def find(self, *names: str) -> Iterator["Element"]:
        """The nearest elements of these names below this one."""
        for child in self.elements():
            if child.name in names:
                yield child
            else:
                yield from child.find(*names)


@lru_cache(maxsize=5000)
def read_tag(name: str, written: str) -> tuple[bool, str, bool]:
    """Whether an element is left out, where it leads and whether it is a citation; kept, because the same tags come again."""
    attributes = {key: value for key, value in ATTRIBUTE.findall(written)}
    return (
        is_left_out(name, attributes),
        unescape(attributes.get("href", "")),
        attributes.get("class") == "cite",
    )


def is_left_out(name: str, attributes: dict[str, str]) -> bool:
    return (
        name in LEFT_OUT
        or "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or not LEFT_OUT_CLASSES.isdisjoint(attributes.get("class", "").split())
    )


def tree(html: str) -> Element:
    """Reads our own well-formed HTML into elements, without those that are left out.

    By an expression and not by Python's parser of any HTML, which takes three times as long as all the rest.
    """
    top = Element("")
    open_elements, skipped, depth = [top], "", 0
    for tag in TAG.finditer(html):
        closes, name, written, text = tag.groups()
        if text is not None:
            if not skipped:
                open_elements[-1].children.append(unescape(text) if "&" in text else text)
        elif name is None:
            pass
        elif skipped:
            # Until the end of what is left out, which may hold others of its name.
            if name == skipped:
                depth += -1 if closes else 1
                skipped = skipped if depth else ""
        elif closes:
            if name not in VOID:
                open_elements.pop()
        else:
            left_out, link, is_citation = read_tag(name, written)
            is_void = name in VOID or written.endswith("/")
            if left_out:
                skipped, depth = ("", 0) if is_void else (name, 1)
                continue
            element = Element(name, link, is_citation)
            open_elements[-1].children.append(element)
            if not is_void:
                open_elements.append(element)
    return top


def page_as_markdown(html: str, address: str) -> str:
    """The main part of a page at an address; links become whole addresses."""
    start, end = html.find("<main"), html.rfind("</main>")
    blocks = Writer(address).blocks(tree(html[html.find(">", start) + 1 : end]))
    # The name of the page comes first, even where a plate stands above it.
    above = next((number for number, block in enumerate(blocks) if block.startswith("# ")), 0)
    blocks[:above] = [block.removesuffix(":") for block in blocks[:above]]
    blocks.sort(key=lambda block: not block.startswith("# "))
    return "\n\n".join(blocks) + "\n"


class Writer:
    """Writes elements as blocks of Markdown; ``address`` is what their links are relative to."""

    def __init__(self, address: str):
        self.address, self.site = address, urljoin(address, "/").removesuffix("/")

    def whole(self, link: str) -> str:
        return self.site + link if link.startswith("/") and not link.startswith("//") else urljoin(self.address, link)

    def blocks(self, parent: Element) -> list[str]:
        blocks, run = [], []

        def end_run():
            if text := tidy("".join(run)):
                blocks.append(LIST_MARK.sub(lambda match: f"{match[1] or ''}\\{match[2] or match[3]}", text))
            run.clear()

        for child in parent.children:
            if isinstance(child, str) or child.name in INLINE:
                run.append(self.inline(child))
            else:
                end_run()
                blocks += self.block(child)
        end_run()
        return blocks

    def block(self, element: Element) -> list[str]:
        name = element.name
        if name in HEADINGS:
            return [f"{'#' * int(name[1])} {self.line(element)}"]
        if name in ("ul", "ol"):
            items = [child for child in element.elements() if child.name == "li"]
            marks = [f"{number}. " for number in range(1, len(items) + 1)] if name == "ol" else ["- "] * len(items)
            # Items of one block each stand close together.
            texts = [self.item(mark, item) for mark, item in zip(marks, items, strict=True)]
            return ["\n".join(text for text in texts if text)] if items else []
        if name == "table":
            return self.table(element)
        if name == "dl":
            return ["\n".join(self.pairs(element))]
        if name == "pre":
            return ["\n".join(["```", "".join(text_of(element)).strip("\n"), "```"])]
        if name == "blockquote":
            return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(self.blocks(element)).split("\n"))]
        if name == "hr":
            return ["---"]
        return self.blocks(element)

    def item(self, mark: str, element: Element) -> str:
        blocks = self.blocks(element)
        indent = " " * len(mark)
        lines = "\n".join(blocks[:1]) + "".join(
            f"\n{'' if block.startswith(('- ', '1. ')) else chr(10)}{block}" for block in blocks[1:]
        )
        return mark + lines.replace("\n", f"\n{indent}").replace(f"\n{indent}\n", "\n\n") if blocks else ""

    def pairs(self, element: Element) -> Iterator[str]:
        """Terms and what is said of them, one list item for each term."""
        term, said = "", []
        for part in [*element.find("dt", "dd"), Element("dt")]:
            if part.name == "dd":
                said.append(self.line(part))
            else:
                if term:
                    yield tidy(f"- **{term}:** {' '.join(sentences(said))}")
                term, said = self.line(part), []

    def table(self, element: Element) -> list[str]:
        rows = [[self.line(cell) for cell in row.elements() if cell.name in ("th", "td")] for row in element.find("tr")]
        width = max(map(len, rows), default=0)
        lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
        lines.insert(1, f"|{' --- |' * width}")
        captions = [self.line(caption) for caption in element.find("caption")]
        return [*captions, "\n".join(lines)]

    def line(self, element: Element) -> str:
        """All that an element holds as one line: blocks in it are told apart by a space."""
        parts = []
        for child in element.children:
            if isinstance(child, str) or child.name in INLINE:
                parts.append(self.inline(child))
            else:
                parts.append(f" {self.line(child)} ")
        return tidy("".join(parts))

    def inline(self, node) -> str:
        if isinstance(node, str):
            return SPECIAL.sub(escaped, node)
        if node.name == "br":
            return " "
        if node.name == "code":
            return f"`{''.join(text_of(node))}`"
        text = "".join(
            self.inline(child) if isinstance(child, str) or child.name in INLINE else f" {self.line(child)} "
            for child in node.children
        )
        if node.name in ("strong", "b", "em", "i") and text.strip():
            return around(text, "**" if node.name in ("strong", "b") else "*")
        if node.link and text.strip():
            link = f"[{text.strip()}]({self.whole(node.link)})"
            if node.is_citation:
                return f" \\[{link}\\]"
            return link
        return f" {SMALL} {text} " if node.name == "small" else text


def sentences(texts: list[str]) -> list[str]:
    """Texts that stand on lines of their own, as they stand in one line: a full stop after each but the last, if it lacks one."""
    texts = [text for text in texts if text]
    return [text if text.endswith((".", "?", "!", ":", ";", "…")) else f"{text}." for text in texts[:-1]] + texts[-1:]


def escaped(match: re.Match) -> str:
    return f"\\{match[0]}"


def around(text: str, mark: str) -> str:
    """A text in marks, with its outer spaces outside them."""
    inner = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{mark}{inner}{mark}{after}"


def text_of(element: Element) -> Iterator[str]:
    for child in element.children:
        yield from [child] if isinstance(child, str) else text_of(child)


def tidy(text: str) -> str:
    if SMALL in text:
        text = AFTER_WORD.sub(":", " ".join(text.split())).replace(SMALL, "")
    return BEFORE_POINT.sub(itemgetter(1), " ".join(text.split()))
