"""Asking the index: the words of a query repaired and looked for, and what was found by kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tantivy import Occur, Query

from .entries import KINDS, Entry
from .index import SCHEMA, SearchIndex
from .keeping import asks_again, current_index
from .marks import Marks
from .query import Asked, any_of, begins_with, stems_of
from .repair import repaired
from .words import MOST_CHARACTERS, MOST_WORDS, SOFT, plain_words

# What is nearest shares a word, or how a word begins.
ALIKE = 3
MOST_NEAREST = 5
# A repaired query is taken when its best page scores so many times as much as the best one of the query as typed.
BETTER = 1.5
# The best pages of all kinds are asked for at once, never fewer than would fill every kind.
MOST_AT_ONCE = 300


@dataclass(frozen=True)
class Hit:
    """One page found."""

    entry: Entry
    score: float


@dataclass
class Found:
    """What a search found. ``words`` is the query in force: the typed one unless it was ``repaired``."""

    words: str = ""
    repaired: bool = False
    better_words: str = ""  # a query that is spelt better and finds something, when it is not in force
    is_cut: bool = False  # some words were left out: too many
    is_loose: bool = False  # one of the words may be missing on each page
    is_late: bool = False  # newer content waits to be written to the index
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)  # kind, track, level: each value's pages
    nearest: list[Hit] = field(default_factory=list)  # roles, when nothing was found
    marks: Marks = field(default_factory=Marks)

    @property
    def best(self) -> float:
        """The highest score; 0 when nothing was found."""
        return max((hits[0].score for hits in self.hits.values()), default=0)

    @property
    def total(self) -> int:
        """The number of pages of the kinds that are shown."""
        return sum(self.counts["kind"][kind] for kind in self.hits)

    def in_order(self) -> list[Hit]:
        """All hits, the best first."""
        return sorted((hit for hits in self.hits.values() for hit in hits), key=lambda hit: hit.score, reverse=True)


def firm_words(text: str) -> tuple[list[str], bool]:
    """The words of a query, and whether some are left out: 100 characters, and 8 words that have to be found."""
    words, firm = [], 0
    for word in plain_words(text[:MOST_CHARACTERS]):
        firm += word not in SOFT
        if firm > MOST_WORDS:
            return words, True
        words.append(word)
    return words, len(text) > MOST_CHARACTERS


@asks_again
def find(
    text: str,
    *,
    kind: str = "",
    tracks: Sequence[str] = (),
    levels: Sequence[str] = (),
    repair: bool = True,
    most: int = 6,
) -> Found:
    """The pages for a query, at most ``most`` of each kind, with counts by kind, track and level.

    Takes any text and never raises. Without ``repair`` the words are looked for as they are typed.
    """
    index = current_index()
    typed, is_cut = firm_words(text)
    if not typed:
        return Found(is_cut=is_cut, is_late=index.is_late)
    chosen = {"kind": [kind] if kind else [], "track": tracks, "level": levels}
    better = repaired(index, typed)
    if better == typed:
        found = look(index, typed, chosen, most)
    else:
        found = look(index, better, chosen, most)
        # Of the same stems the spelling is better; of others, what finds a better page by far.
        same = bool(found.hits) and stems_of(better) == stems_of(typed)
        found.repaired = repair and (same or found.best > best(index, typed) * BETTER)
        if not found.repaired:
            better_words = found.words if found.hits else ""
            found = look(index, typed, chosen, most)
            found.better_words = better_words
    if not found.hits and not any(chosen.values()):
        loose = look(index, typed, chosen, most, missing=1)
        found.is_loose, found.hits, found.counts = bool(loose.hits), loose.hits, loose.counts
        if not found.hits:
            found.nearest = nearest_roles(index, better if repair else typed)
    found.is_cut, found.is_late = is_cut, index.is_late
    return found


def best(index: SearchIndex, words: list[str]) -> float:
    """The score of the best page for the words; 0 when there is none."""
    return max((score for score, _ in index.top(Asked(index, words).query(), 1)), default=0)


def look(index: SearchIndex, words: list[str], chosen: dict, most: int, missing: int = 0) -> Found:
    """What the words find as they are; ``missing`` of three or more may be absent from each page."""
    asked = Asked(index, words)
    found = Found(words=" ".join(words), marks=Marks(asked.firm, asked.prefix))
    if missing and len(asked.firm) < 3:
        return found
    found.counts = counts(index, asked.needed(missing), chosen)
    query = narrowed(asked.query(missing), chosen)
    wanted = {kind: min(count, most) for kind, count in found.counts["kind"].items()}
    left = [kind for kind in chosen["kind"] or KINDS if kind in wanted]
    while left:
        best = index.top(query, max(MOST_AT_ONCE, most * len(left)))
        groups = {kind: [] for kind in left}
        for kind, hit in zip(index.kinds(best), best, strict=True):
            if kind in groups and len(groups[kind]) < most:
                groups[kind].append(hit)
        found.hits |= {kind: hits_of(index, group) for kind, group in groups.items() if len(group) == wanted[kind]}
        # A kind whose pages are not among the best of all is asked for without the others.
        left = [kind for kind in left if kind not in found.hits]
        query = narrowed(query, {"kind": left})
    return found


def narrowed(query: Query, chosen: dict) -> Query:
    """The query within the chosen kinds, tracks and levels; whatever is not chosen from is open."""
    # Not as a set of terms: that costs as much as a whole search.
    filters = [
        (Occur.Must, Query.const_score_query(any_term(name, values), 0.0)) for name, values in chosen.items() if values
    ]
    return Query.boolean_query([(Occur.Must, query), *filters]) if filters else query


def any_term(name: str, values: Sequence[str]) -> Query:
    return Query.boolean_query([(Occur.Should, Query.term_query(SCHEMA, name, value)) for value in values])


def counts(index: SearchIndex, query: Query, chosen: dict) -> dict[str, dict[str, int]]:
    """The number of pages of each kind, track and level: those that pass the other filters, whatever is chosen here."""
    groups = {name: {"terms": {"field": name, "size": 50}} for name in chosen}
    found = {}
    if not any(chosen.values()):
        answers = index.searcher.aggregate(query, groups)
    else:
        answers = {}
        for name in chosen:
            others = {other: values for other, values in chosen.items() if other != name}
            answers |= index.searcher.aggregate(narrowed(query, others), {name: groups[name]})
    for name, answer in answers.items():
        # Words of the vocabulary carry no kind, track or level, so they are in no group.
        found[name] = {bucket["key"]: int(bucket["doc_count"]) for bucket in answer["buckets"]}
    return found


def hits_of(index: SearchIndex, found: list[tuple]) -> list[Hit]:
    return [Hit(index.entry(address), score) for score, address in found]


@asks_again
def suggest(text: str, most: int = 8) -> Found:
    """The best pages of all kinds for a query that is still being typed; without counts."""
    index = current_index()
    typed, _ = firm_words(text)
    found = Found(is_late=index.is_late)
    if not typed:
        return found
    best = index.top(Asked(index, typed).query(), most)
    better = repaired(index, typed)
    if better != typed:
        other = index.top(Asked(index, better).query(), most)
        if other and (not best or other[0][0] > best[0][0] * BETTER):
            best = other
    for hit in hits_of(index, best):
        found.hits.setdefault(hit.entry.kind, []).append(hit)
    return found


@asks_again
def nearest(text: str, most: int = MOST_NEAREST) -> list[Hit]:
    """The roles for some words; failing those that hold them all, the nearest. Never fails, and may be empty."""
    index = current_index()
    words = repaired(index, firm_words(text)[0])
    if not words:
        return []
    chosen = {"kind": ["role"], "track": (), "level": ()}
    found = look(index, words, chosen, most).in_order() or look(index, words, chosen, most, missing=1).in_order()
    return found or nearest_roles(index, words)[:most]


def nearest_roles(index: SearchIndex, words: list[str]) -> list[Hit]:
    """Roles that hold any of the words; failing that, those with a word in their names that begins alike."""
    firm = [word for word in words if word not in SOFT]
    same = [any_of(phrases, typed=phrases) for _, phrases in index.synonyms.units(stems_of(firm))]
    alike = [begins_with(word[:ALIKE]) for word in firm if len(word) >= ALIKE]
    for asked in (same, alike):
        anything = Query.boolean_query([(Occur.Should, one) for one in asked])
        if found := index.top(narrowed(anything, {"kind": ["role"]}), MOST_NEAREST):
            return hits_of(index, found)
    return []
