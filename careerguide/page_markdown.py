"""A page as Markdown: what stands in its main part, word for word, without pictures, menus and buttons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

VOID = {"br", "hr", "img", "input", "meta", "link", "wbr"}
LEFT_OUT = {"nav", "svg", "img", "script", "style", "button", "form", "input", "select", "template"}
# What only the screen or only the paper needs.
LEFT_OUT_CLASSES = {"noprint", "onlyprint", "self", "er"}
INLINE = {"a", "abbr", "b", "bdi", "br", "code", "em", "i", "mark", "small", "span", "strong", "sub", "sup", "time"}
SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
LIST_MARK = re.compile(r"^(\d+)([.)])|^([-+])")


@dataclass
class Element:
    """An element of a page with what it holds, texts and elements in order."""

    name: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list = field(default_factory=list)

    @property
    def is_left_out(self) -> bool:
        classes = set((self.attributes.get("class") or "").split())
        return (
            self.name in LEFT_OUT
            or bool(classes & LEFT_OUT_CLASSES)
            or "hidden" in self.attributes
            or self.attributes.get("aria-hidden") == "true"
        )

    def elements(self) -> list["Element"]:
        return [child for child in self.children if isinstance(child, Element)]

    def find(self, *names: str) -> Iterator["Element"]:
        """The nearest elements of these names below this one."""
        for child in self.elements():
            if child.name in names:
                yield child
            else:
                yield from child.find(*names)


class Tree(HTMLParser):
    """Reads our own well-formed HTML into elements."""

    def __init__(self):
        super().__init__()
        self.open = [Element("")]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in VOID and any(element.name == tag for element in self.open):
            while self.open.pop().name != tag:
                pass

    def handle_data(self, data):
        self.open[-1].children.append(data)


def page_as_markdown(html: str, address: str) -> str:
    """The main part of a page at an address; links become whole addresses."""
    tree = Tree()
    tree.feed(html)
    main = next(tree.open[0].find("main"), tree.open[0])
    blocks = Writer(address).blocks(main)
    # The name of the page comes first, even where a plate stands above it.
    blocks.sort(key=lambda block: not block.startswith("# "))
    return "\n\n".join(blocks) + "\n"


class Writer:
    """Writes elements as blocks of Markdown; ``address`` is what their links are relative to."""

    def __init__(self, address: str):
        self.address = address

    def blocks(self, parent: Element) -> list[str]:
        blocks, run = [], []

        def end_run():
            if text := tidy("".join(run)):
                blocks.append(LIST_MARK.sub(lambda match: f"{match[1] or ''}\\{match[2] or match[3]}", text))
            run.clear()

        for child in parent.children:
            if isinstance(child, str) or child.name in INLINE:
                run.append(self.inline(child))
            elif not child.is_left_out:
                end_run()
                blocks += self.block(child)
        end_run()
        return blocks

    def block(self, element: Element) -> list[str]:
        name = element.name
        if re.fullmatch("h[1-6]", name):
            return [f"{'#' * int(name[1])} {self.line(element)}"]
        if name in ("ul", "ol"):
            items = [child for child in element.elements() if child.name == "li" and not child.is_left_out]
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
        parts = [part for part in element.find("dt", "dd") if not part.is_left_out]
        for part in parts:
            if part.name == "dt":
                said = []
                for other in parts[parts.index(part) + 1 :]:
                    if other.name == "dt":
                        break
                    said.append(self.line(other))
                yield tidy(f"- **{self.line(part)}:** {' '.join(said)}")

    def table(self, element: Element) -> list[str]:
        rows = [
            [self.line(cell) for cell in row.elements() if cell.name in ("th", "td") and not cell.is_left_out]
            for row in element.find("tr")
            if not row.is_left_out
        ]
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
            elif not child.is_left_out:
                parts.append(f" {self.line(child)} ")
        return tidy("".join(parts))

    def inline(self, node) -> str:
        if isinstance(node, str):
            return SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", node))
        if node.is_left_out:
            return ""
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
        if node.name == "a" and node.attributes.get("href") and text.strip():
            link = f"[{text.strip()}]({urljoin(self.address, node.attributes['href'])})"
            if node.attributes.get("class") == "cite":
                return f" \\[{link}\\]"
            return link
        return f" {text} " if node.name == "small" else text


def around(text: str, mark: str) -> str:
    """A text in marks, with its outer spaces outside them."""
    inner = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{mark}{inner}{mark}{after}"


def text_of(element: Element) -> Iterator[str]:
    for child in element.children:
        yield from [child] if isinstance(child, str) else text_of(child)


def tidy(text: str) -> str:
    return re.sub(r" ([.,;:])(?= |$)", r"\1", " ".join(text.split()))
