"""The entries of fixture files, each text with the lines it stands on."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import yaml

from careerguide.content_checks.passages import Passage, passages
from careerguide.fixtures import MODELS, SAFE_LOADER, content_files, repeated_keys
from careerguide.models import (
    Content,
    FitPoint,
    Level,
    Page,
    PayNote,
    Question,
    Role,
    RoleSkill,
    Section,
    Skill,
    SkillGrade,
    Source,
    Term,
    Track,
    Transition,
)

# The fields in which we write sentences for readers. Titles, codes and the attribution lines that licences dictate
# are not ours to word; notes on a fact have their sources in a field beside them.
PROSE: dict[type[Content], tuple[str, ...]] = {
    Source: ("counts", "weakness"),
    Level: ("summary",),
    Track: ("line", "introduction", "rungs", "changes", "suits"),
    Skill: ("summary", "about", "start_with"),
    SkillGrade: ("meaning", "getting_there"),
    Role: ("lede", "reports_to"),
    Section: ("body", "gap_reason"),
    RoleSkill: ("you_can",),
    FitPoint: ("text",),
    Question: ("question", "answer"),
    PayNote: ("text",),
    Transition: ("sentence",),
    Page: ("lede", "body"),
    Term: ("definition",),
}


@dataclass(frozen=True, order=True)
class Finding:
    """What is wrong, in a sentence, and where; lines count from 1."""

    file: str
    line: int
    sentence: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.sentence}"


@dataclass
class Text:
    """A text value and the lines of its file that hold it."""

    value: str
    first_line: int
    raw_lines: list[str]
    is_literal: bool

    @cached_property
    def words_so_far(self) -> list[int]:
        return list(accumulate(len(line.split()) for line in self.raw_lines))

    def line_at(self, value_line: int, word: int) -> int:
        """The line of the file that holds a word, given its line (from 0) and its number (from 0) in the value.

        A literal block keeps its lines; any other style folds them, and then only the words can be counted.
        """
        number = value_line if self.is_literal else bisect_right(self.words_so_far, word)
        return self.first_line + min(number, max(len(self.raw_lines) - 1, 0))

    @cached_property
    def passages(self) -> list[Passage]:
        return passages(self.value, self.line_at)


@dataclass
class Entry:
    """One row of a fixture file."""

    model: type[Content]
    file: str
    line: int
    values: dict
    lines: dict[str, int] = field(default_factory=dict)
    texts: dict[str, Text] = field(default_factory=dict)

    def get(self, name: str):
        """The value of a field; where the file leaves it out, the model's default."""
        return self.values.get(name, self.model._meta.get_field(name).get_default())

    def text(self, name: str) -> str:
        """The text of a field without blanks around it; empty where there is none."""
        return self.texts[name].value.strip() if name in self.texts else ""

    def reference(self, name: str) -> str:
        """The slug that a relation points to; empty without one."""
        value = self.values.get(name)
        return "/".join(map(str, value)) if isinstance(value, list) else ""

    def references(self, name: str) -> list[str]:
        """The slugs in a list of references."""
        value = self.values.get(name)
        return ["/".join(map(str, one)) for one in value if isinstance(one, list)] if isinstance(value, list) else []

    def passages(self, name: str) -> list[Passage]:
        return self.texts[name].passages if name in self.texts else []

    def prose(self) -> Iterator[tuple[str, list[Passage]]]:
        """The prose of the entry: each field's name with its passages."""
        for name in PROSE.get(self.model, ()):
            yield name, self.passages(name)

    def finding(self, sentence: str, name: str = "", passage: Passage | None = None, offset: int = 0) -> Finding:
        """A finding at an offset of a passage, else at a field, else at the entry."""
        line = passage.line(offset) if passage else self.lines.get(name, self.line)
        return Finding(self.file, line, sentence)


def read(folder: Path) -> tuple[list[Entry], list[Finding]]:
    """The entries of the fixture files of a folder, and a finding for everything that is none."""
    entries, findings = [], []
    for path in content_files(folder):
        for found in read_file(path, path.relative_to(folder).as_posix()):
            (findings if isinstance(found, Finding) else entries).append(found)
    return entries, findings


def read_file(path: Path, name: str) -> Iterator[Entry | Finding]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        yield Finding(name, 1, f"The file is not UTF-8 text ({error.reason} at byte {error.start}); save it as UTF-8.")
        return
    yield from read_text(text, name)


def read_text(text: str, name: str) -> Iterator[Entry | Finding]:
    """The entries of the text of a file, and a finding for everything that is none."""
    try:
        loader = SAFE_LOADER(text)
        root = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or error
        yield Finding(name, mark.line + 1 if mark else 1, f"This is not YAML: {problem}.")
        return
    if root is None:  # a file without entries, such as a glossary not begun
        return
    if not isinstance(root, yaml.SequenceNode):
        yield Finding(name, 1, "The file must hold a list of entries that begin with “- model: …”.")
        return
    for mark, sentence in repeated_keys(root):
        yield Finding(name, mark.line + 1, sentence)
    lines = text.splitlines()
    for node in root.value:
        yield read_entry(loader, node, name, lines)


def read_entry(loader, node, name: str, lines: list[str]) -> Entry | Finding:
    line = node.start_mark.line + 1
    parts = mapping(node)
    model = MODELS.get(parts["model"].value) if isinstance(parts.get("model"), yaml.ScalarNode) else None
    if model is None or not isinstance(parts.get("fields"), yaml.MappingNode):
        return Finding(name, line, "An entry needs a “model” of the guide and its “fields”.")
    entry = Entry(model, name, line, {})
    for key, value in mapping(parts["fields"]).items():
        try:
            entry.values[key] = loader.construct_object(value, deep=True)
        except (yaml.YAMLError, ValueError) as error:  # such as the 31st of February
            return Finding(name, value.start_mark.line + 1, f"{key}: this value cannot be read ({error}).")
        entry.lines[key] = value.start_mark.line + 1
        if isinstance(entry.values[key], str):
            entry.texts[key] = text_of(value, entry.values[key], lines)
    return entry


def mapping(node) -> dict:
    """The values of a mapping node by their keys; nothing for another node."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return {key.value: value for key, value in pairs if isinstance(key, yaml.ScalarNode)}


def text_of(node, value: str, lines: list[str]) -> Text:
    block = node.style in ("|", ">")
    first = node.start_mark.line + block  # the sign of a block stands on a line of its own
    raw = lines[first : node.end_mark.line + (node.end_mark.column > 0)]
    if raw and not block:
        raw = [raw[0][node.start_mark.column :], *raw[1:]]
    return Text(value, first + 1, raw, is_literal=node.style == "|")
