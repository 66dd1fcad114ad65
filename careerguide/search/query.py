"""A query: its words repaired, asked, and what was found by kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tantivy import Occur, Query

from .entries import KINDS, Entry
from .index import SCHEMA, SearchIndex
from .keeping import asks_again, current_index
from .marks import Marks
from .repair import repaired
from .words import MOST_CHARACTERS, MOST_WORDS, SOFT, plain_words, spellings, stem

# What a match is worth: by the text it stands in, by the whole title, by the kind of the page.
BOOSTS = {"title": 8.0, "others": 5.0, "context": 2.0, "body": 0.5}
EXACT = {"exact": (100.0, 45.0), "exact_other": (60.0, 30.0)}  # all words; all but the small ones
LETTER_BONUS = 130.0
# Who asks wants an answer: what a question of the guide is worth more when the query begins like one.
ASKED_BONUS = 18.0
ASKING = frozenset(
    "am are can could did difference do does how is may must should was what when where which who why will would".split()
)
KIND_BONUS = {"role": 4.0, "skill": 3.0, "track": 2.0, "term": 1.0}
SOFT_BOOSTS = {"title": 2.5}
# Of the texts that hold a word, the weightiest counts in full and the others by this part.
OTHER_TEXTS = 0.2
PREFIX_BOOST = 4.0
# What is nearest shares a word, or how a word begins.
ALIKE = 3
MOST_NEAREST = 5
# The best pages of all kinds are asked for at once, never fewer than would fill every kind.
MOST_AT_ONCE = 300
# A repaired query is taken when its best page scores so many times as much as the best one of the query as typed.
BETTER = 1.5


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


class Asked:
    """The words of a query as the index is asked for them."""

    def __init__(self, index: SearchIndex, words: Sequence[str]):
        self.index = index
        self.words = list(words)
        self.stems = stems_of(self.words)
        self.units, self.firm, self.soft = [], [], []
        at = 0
        for size, phrases in index.synonyms.units(self.stems):
            self.units.append(phrases)
            small = all(word in SOFT for word in self.words[at : at + size])
            (self.soft if small else self.firm).append(phrases)
            at += size
        if not self.firm:
            self.firm, self.soft = self.soft, []
        # The last word may be half typed.
        self.prefix = self.words[-1] if self.words else ""

    def query(self, missing: int = 0) -> Query:
        """All the firm words, or all but ``missing`` of them."""
        asked = [any_of(phrases) for phrases in self.firm]
        begun = []
        if self.soft and self.words[-1] in SOFT:
            begun = [(Occur.Should, begins_with(self.prefix))]
        elif asked:
            asked[-1] = Query.boolean_query([(Occur.Should, asked[-1]), (Occur.Should, begins_with(self.prefix))])
        needed = Query.boolean_query([(Occur.Should, one) for one in asked], len(asked) - missing)
        parts = [(Occur.Must, needed), *begun]
        parts += [(Occur.Should, any_of(phrases, SOFT_BOOSTS)) for phrases in self.soft]
        parts += [(Occur.Should, self.exact_bonus()), *((Occur.Should, bonus) for bonus in KIND_BONUSES)]
        if self.words[0] in ASKING:
            parts.append((Occur.Should, QUESTION_BONUS))
        return Query.boolean_query(parts)

    def exact_bonus(self) -> Query:
        """What a page is worth more when its whole name is asked for; the highest bonus counts."""
        whole = spellings(self.units)
        firm = spellings(self.firm)
        letters = Query.term_query(SCHEMA, "letter", " ".join(self.words))
        bonuses = [Query.const_score_query(letters, LETTER_BONUS)]
        for name, bonus in EXACT.items():
            for ways, worth in zip((whole, firm), bonus, strict=True):
                # Not as a set of terms: that walks through the whole dictionary.
                bonuses += [Query.const_score_query(Query.term_query(SCHEMA, name, way), worth) for way in ways]
        return Query.disjunction_max_query(bonuses)


def kind_bonus(kind: str, worth: float) -> Query:
    return Query.const_score_query(Query.term_query(SCHEMA, "kind", kind), worth)


KIND_BONUSES = [kind_bonus(kind, worth) for kind, worth in KIND_BONUS.items()]
QUESTION_BONUS = kind_bonus("question", ASKED_BONUS)


def begins_with(prefix: str) -> Query:
    """Pages with a word in their names that begins so."""
    found = Query.fuzzy_term_query(SCHEMA, "names", prefix, distance=0, prefix=True)
    return Query.const_score_query(found, PREFIX_BOOST)


def any_of(phrases: list[tuple], boosts: dict[str, float] = BOOSTS) -> Query:
    """Any of the phrases that mean the same; the best one counts."""
    return Query.disjunction_max_query([phrase_query(phrase, boosts) for phrase in phrases])


def phrase_query(phrase: tuple, boosts: dict[str, float]) -> Query:
    """Pages with a word, or with the words of a phrase side by side; in long texts they may stand apart."""

    def within(name: str) -> Query:
        words = [Query.term_query(SCHEMA, name, word, "freq") for word in phrase]
        if len(words) == 1:
            return words[0]
        if name == "body":
            return Query.boolean_query([(Occur.Must, word) for word in words])
        return Query.phrase_query(SCHEMA, name, list(phrase))

    return Query.disjunction_max_query(
        [Query.boost_query(within(name), boost) for name, boost in boosts.items()], OTHER_TEXTS
    )


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


def stems_of(words: list[str]) -> list[str]:
    return [stem(word) for word in words]


def best(index: SearchIndex, words: list[str]) -> float:
    """The score of the best page for the words; 0 when there is none."""
    return max((score for score, _ in index.top(Asked(index, words).query(), 1)), default=0)


def look(index: SearchIndex, words: list[str], chosen: dict, most: int, missing: int = 0) -> Found:
    """What the words find as they are; ``missing`` of three or more may be absent from each page."""
    asked = Asked(index, words)
    found = Found(words=" ".join(words), marks=Marks(asked.firm, asked.prefix))
    if missing and len(asked.firm) < 3:
        return found
    everything = asked.query(missing=missing)
    found.counts = counts(index, everything, chosen)
    query = narrowed(everything, chosen)
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
    filters = [
        (Occur.Must, Query.const_score_query(Query.term_set_query(SCHEMA, name, list(values)), 0.0))
        for name, values in chosen.items()
        if values
    ]
    return Query.boolean_query([(Occur.Must, query), *filters]) if filters else query


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
    same = [any_of(phrases) for _, phrases in index.synonyms.units(stems_of(firm))]
    alike = [begins_with(word[:ALIKE]) for word in firm if len(word) >= ALIKE]
    for asked in (same, alike):
        anything = Query.boolean_query([(Occur.Should, one) for one in asked])
        if found := index.top(narrowed(anything, {"kind": ["role"]}), MOST_NEAREST):
            return hits_of(index, found)
    return []
