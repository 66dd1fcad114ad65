"""Text to words, their stems, and the units of a query: words that stand for others count as those."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

import tantivy

MOST_CHARACTERS = 100
MOST_WORDS = 8
MOST_SPELLINGS = 32

# Plus and hash belong to a word, so that C++ and C# are two languages and neither is C.
PATTERN = r"\w+[+#]*"
WORD = re.compile(PATTERN)
# Words of a question that need not stand on the page: they help the order and leave nothing out.
SOFT = frozenset(
    "a about all also am an and any are as at be become becoming been but by can could did do does for from get gets getting "
    "go guide had has have how i if in into is it its job jobs just know like ll made make me more most much must my need "
    "needed needs no not of on one or our out page re role roles s should skill so some t than that the their them there "
    "they this to up us ve versus very vs want was we what when where which who why will with without work would you your "
    "career careers pay paid salary salaries earn earns wage wages".split()
)


def analyzer(*filters) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(PATTERN))
    for one in (tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), *filters):
        builder = builder.filter(one)
    return builder.build()


PLAIN = analyzer()
STEMMED = analyzer(tantivy.Filter.stemmer("english"))


def readable(text: str) -> str:
    """Text that the index can take: half a surrogate pair has no UTF-8."""
    return text.encode("utf-8", "replace").decode()


def plain_words(text: str) -> list[str]:
    # The short way for what most texts are gives the same words.
    return WORD.findall(text.lower()) if text.isascii() else PLAIN.analyze(readable(text))


def stems(text: str) -> list[str]:
    return [stem(word) for word in plain_words(text)]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    return "".join(STEMMED.analyze(word)[:1])


class Synonyms:
    """Groups of phrases that mean the same, each phrase as its stems; the first of a group stands for it."""

    def __init__(self, pairs):
        self.groups: dict[tuple, list[tuple]] = {}
        self.longest = 1
        self.words: set[str] = set()
        for word, means in pairs:
            key, head = tuple(stems(word)), tuple(stems(means))
            if not key or not head or key == head or key in self.groups:
                continue
            group = self.groups.setdefault(head, [head])
            group.append(key)
            self.groups[key] = group
            self.words.update(key, head)
            self.longest = max(self.longest, len(key), len(head))

    def units(self, words: list[str]) -> Iterator[tuple[int, list[tuple]]]:
        """The stems in order as units, longest phrases first: how many words each takes, and all phrases for it."""
        at = 0
        while at < len(words):
            if words[at] not in self.words:
                yield 1, [(words[at],)]
                at += 1
                continue
            for size in range(min(self.longest, len(words) - at), 0, -1):
                phrase = tuple(words[at : at + size])
                if phrase in self.groups or size == 1:
                    yield size, self.groups.get(phrase, [phrase])
                    at += size
                    break


def spellings(units: list[list[tuple]]) -> list[str]:
    """Every way of writing the same, from the phrases of each unit; of very many, the first."""
    ways = islice(product(*units), MOST_SPELLINGS)
    return [" ".join(word for phrase in way for word in phrase) for way in ways]


def keys(text: str) -> list[str]:
    """The stems of exactly this text: of all its words, and of all but the small ones; empty ones left out."""
    words = plain_words(text)
    found = [" ".join(map(stem, words)), " ".join(stem(word) for word in words if word not in SOFT)]
    return [key for key in dict.fromkeys(found) if key]
