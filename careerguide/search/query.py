"""The words of a query as the index is asked for them: which pages match, and what each match is worth."""

from collections.abc import Container, Sequence

from tantivy import Occur, Query

from .index import SCHEMA, SearchIndex
from .words import SOFT, spellings, stem

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


class Asked:
    """The words of a query as the index is asked for them."""

    def __init__(self, index: SearchIndex, words: Sequence[str]):
        self.index = index
        self.words = list(words)
        self.stems = stems_of(self.words)
        self.units, self.firm, self.soft, self.typed = [], [], [], set()
        at = 0
        for size, phrases in index.synonyms.units(self.stems):
            self.units.append(phrases)
            self.typed.add(tuple(self.stems[at : at + size]))
            small = all(word in SOFT for word in self.words[at : at + size])
            (self.soft if small else self.firm).append(phrases)
            at += size
        if not self.firm:
            self.firm, self.soft = self.soft, []
        # The last word may be half typed.
        self.prefix = self.words[-1] if self.words else ""
        self.ends_softly = bool(self.soft) and self.prefix in SOFT

    def needed(self, missing: int = 0) -> Query:
        """All the firm words, or all but ``missing`` of them: without these a page is not found."""
        asked = [any_of(phrases, typed=self.typed) for phrases in self.firm]
        if not self.ends_softly:
            asked[-1] = Query.boolean_query([(Occur.Should, asked[-1]), (Occur.Should, begins_with(self.prefix))])
        return Query.boolean_query([(Occur.Should, one) for one in asked], len(asked) - missing)

    def query(self, missing: int = 0) -> Query:
        """The pages with what is needed, and what each is worth."""
        parts = [(Occur.Must, self.needed(missing))]
        if self.ends_softly:
            parts.append((Occur.Should, begins_with(self.prefix)))
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


def any_of(phrases: list[tuple], boosts: dict[str, float] = BOOSTS, typed: Container[tuple] = ()) -> Query:
    """Any of the phrases that mean the same; the best one counts. ``typed`` are those that somebody wrote."""
    return Query.disjunction_max_query([phrase_query(phrase, boosts, phrase in typed) for phrase in phrases])


def phrase_query(phrase: tuple, boosts: dict[str, float], is_typed: bool) -> Query:
    """Pages with a word, or with the words of a phrase side by side; in long texts typed ones may stand apart.

    What only means the same as the words typed has to stand side by side there too: a page on machines, learning and operators
    is none on MLOps.
    """

    def within(name: str) -> Query:
        words = [Query.term_query(SCHEMA, name, word, "freq") for word in phrase]
        if len(words) == 1:
            return words[0]
        if name == "body" and is_typed:
            return Query.boolean_query([(Occur.Must, word) for word in words])
        return Query.phrase_query(SCHEMA, name, list(phrase))

    return Query.disjunction_max_query(
        [Query.boost_query(within(name), boost) for name, boost in boosts.items()], OTHER_TEXTS
    )


def stems_of(words: Sequence[str]) -> list[str]:
    return [stem(word) for word in words]
