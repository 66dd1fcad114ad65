"""What differs between two documents in words, for people: by part, by field, word by word."""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

# A document in words: its groups by heading; in each, the items in their order by key, as
# {"name": "SQL", "fields": {"grade": "2 (working)"}}.
Words = dict[str, dict[str, dict]]

# Values up to this many characters are shown as “before → after”; longer ones word by word.
SHORT = 60
# Of what stays the same between two changes, so many words are shown at either end.
CONTEXT = 12


@dataclass(frozen=True)
class Piece:
    """A run of a text that stays, was deleted or inserted; a gap stands for words left out that stay."""

    kind: str  # same, deleted, inserted, gap
    text: str


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str

    @property
    def is_short(self) -> bool:
        return max(len(self.before), len(self.after)) <= SHORT and "\n" not in self.before + self.after

    @property
    def pieces(self) -> list[Piece]:
        return word_by_word(self.before, self.after)

    @property
    def shown(self) -> list[Piece]:
        return shortened(self.pieces)


@dataclass(frozen=True)
class Change:
    """An item that was added, removed or changed; or the order of a group."""

    group: str
    kind: str  # added, removed, changed, order
    name: str
    fields: list[FieldChange] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """In plain words, such as “SQL: grade 2 (working) → 3 (practised)” or “Added Rust: grade 1 (aware)”."""
        short = [f for f in self.fields if f.is_short]
        match self.kind:
            case "order":
                return f"{self.group}: the order changed"
            case "added":
                told = ", ".join(f"{f.label} {f.after}" for f in short)
                return " ".join(filter(None, ["Added", self.name])) + (f": {told}" if told else "")
            case "removed":
                return f"Removed {self.name}"
        told = [f"{f.label} {f.before or 'empty'} → {f.after or 'empty'}" for f in short]
        told += [f"{f.label} rewritten" for f in self.fields if not f.is_short]
        return (f"{self.name}: " if self.name else "") + ", ".join(told)


def differences(before: Words, after: Words) -> list[Change]:
    """Every difference between two documents in words, in the order of the second; nothing for equal ones."""
    changes = []
    for group in dict.fromkeys([*after, *before]):
        changes += group_changes(group, before.get(group, {}), after.get(group, {}))
    return changes


def group_changes(group: str, before: dict, after: dict) -> list[Change]:
    partners = rewritten(before, after) | {key: key for key in after if key in before}
    changes = []
    for key, item in after.items():
        old = before[partners[key]] if key in partners else None
        fields = field_changes(old["fields"] if old else {}, item["fields"])
        if old is None:
            changes.append(Change(group, "added", item["name"], fields))
        elif fields or old["name"] != item["name"]:
            renamed = [FieldChange("name", old["name"], item["name"])] if old["name"] != item["name"] else []
            changes.append(Change(group, "changed", item["name"], fields or renamed))
    gone = [key for key in before if key not in partners.values()]
    changes += [Change(group, "removed", before[key]["name"], field_changes(before[key]["fields"], {})) for key in gone]
    if [partners[key] for key in after if key in partners] != [key for key in before if key not in gone]:
        changes.append(Change(group, "order", group))
    return changes


def rewritten(before: dict, after: dict) -> dict[str, str]:
    """Items whose key is their text, and whose text was changed: the new key with the old one it is likest to."""
    left = {key for key in before if key not in after}
    partners = {}
    for key in after:
        if key not in before and left:
            likeness, best = max((likeness_of(old, key), old) for old in left)
            if likeness > 0.5:
                partners[key] = best
                left.discard(best)
    return partners


def likeness_of(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def field_changes(before: dict, after: dict) -> list[FieldChange]:
    labels = dict.fromkeys([*after, *before])
    pairs = [(label, before.get(label, ""), after.get(label, "")) for label in labels]
    return [FieldChange(*pair) for pair in pairs if pair[1] != pair[2]]


def word_by_word(before: str, after: str) -> list[Piece]:
    """A text with what was deleted and inserted; the pieces without the deleted ones make up the text after."""
    old, new = words(before), words(after)
    pieces = []
    for what, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[start:end]), "".join(new[new_start:new_end])
        if what == "equal":
            pieces.append(Piece("same", gone))
        else:
            pieces += [Piece(kind, text) for kind, text in (("deleted", gone), ("inserted", come)) if text]
    return pieces


def shortened(pieces: list[Piece]) -> list[Piece]:
    """The pieces with gaps where many words in a row stay the same."""
    found = []
    for place, piece in enumerate(pieces):
        tokens = words(piece.text)
        head = 0 if place == 0 else 2 * CONTEXT
        tail = 0 if place == len(pieces) - 1 else 2 * CONTEXT
        if piece.kind != "same" or len(tokens) <= head + tail + 2 * CONTEXT:
            found.append(piece)
            continue
        ends = (
            Piece("same", "".join(tokens[:head])),
            Piece("gap", " … "),
            Piece("same", "".join(tokens[-tail or len(tokens) :])),
        )
        found += [piece for piece in ends if piece.text]
    return found


def words(text: str) -> list[str]:
    """The words of a text and the spaces between them; joined they are the text again."""
    return re.findall(r"\s+|[^\s]+", text)
