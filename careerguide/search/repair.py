"""Words that are typed wrong: which ones they are, and the words of names that are nearest in spelling."""

from difflib import SequenceMatcher

from tantivy import Query

from .index import SCHEMA, SearchIndex
from .words import SOFT, stem

MOST_CANDIDATES = 100


def repaired(index: SearchIndex, words: list[str]) -> list[str]:
    """The words, each that no name holds replaced by the closest one that a name does hold."""
    better = []
    for position, word in enumerate(words):
        if is_known(index, word, is_last=position == len(words) - 1):
            better.append(word)
        else:
            better += closest(index, word).split()
    return better


def is_known(index: SearchIndex, word: str, *, is_last: bool) -> bool:
    """Whether a word needs no repair: short, small or with a digit, in a name, or the beginning of one."""
    if len(word) < 3 or word in SOFT or any(map(str.isdigit, word)) or index.holds(word):
        return True
    # Embeddings is another form of embedding; enginer has the stem of engineer and is none.
    forms = index.words(Query.term_query(SCHEMA, "stem", stem(word)), MOST_CANDIDATES)
    return any(form.startswith(word) or word.startswith(form) for form, _, _ in forms) or (
        is_last and index.begins(word)
    )


def closest(index: SearchIndex, word: str) -> str:
    """The word or pair of words of a name that is nearest in spelling; the word itself when none is near."""
    query = Query.fuzzy_term_query(SCHEMA, "word", word, distance=1 if len(word) < 7 else 2)

    def nearness(candidate):
        other, _, names = candidate
        return SequenceMatcher(None, word, other).ratio(), other[0] == word[0], names

    return max(index.words(query, MOST_CANDIDATES), key=nearness, default=(word, word, 0))[1]
