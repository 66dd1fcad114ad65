"""The index: in the memory of each process, and made anew when the content has changed."""

from collections import Counter, defaultdict
from functools import lru_cache
from itertools import pairwise
from threading import Lock

import tantivy
from tantivy import Query

from careerguide.models import ContentVersion, Synonym

from .entries import Entry, entries
from .words import PLAIN, SOFT, STEMMED, Synonyms, plain_words, stem

# Bytes that the writer may hold before it writes a segment.
WRITER_HEAP = 64_000_000


def make_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("place", fast=True)  # in the list of entries, or of the vocabulary
    for name in ("kind", "track", "level"):  # to filter and to count by
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("exact", "exact_other", "letter"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("title", "others", "context"):
        builder.add_text_field(name, tokenizer_name="stemmed", index_option="position")
    builder.add_text_field("body", tokenizer_name="stemmed", index_option="basic")
    builder.add_text_field("names", tokenizer_name="plain", index_option="basic")
    # The words of names, a document each, for repairing words that are typed wrong.
    builder.add_text_field("word", tokenizer_name="raw", index_option="basic")
    return builder.build()


SCHEMA = make_schema()


class SearchIndex:
    """One state of the content, ready to be asked; never changed."""

    def __init__(self):
        pairs = list(Synonym.objects.values_list("word", "means"))
        self.synonyms = Synonyms(pairs)
        self.entries: list[Entry] = []
        vocabulary = Counter((word, word) for pair in pairs for text in pair for word in plain_words(text))
        index = tantivy.Index(SCHEMA)
        index.register_tokenizer("plain", PLAIN)
        index.register_tokenizer("stemmed", STEMMED)
        writer = index.writer(WRITER_HEAP, 1)
        for place, entry in enumerate(entries()):
            self.entries.append(entry)
            writer.add_document(self.document(place, entry))
            count_words(vocabulary, entry)
        # Each word of a name with what it stands for and its weight.
        self.vocabulary = [(word, means, weight) for (word, means), weight in vocabulary.items()]
        self.spellings: dict[str, set[str]] = defaultdict(set)
        for place, (word, means, _) in enumerate(self.vocabulary):
            writer.add_document(tantivy.Document(place=[place], word=[word]))
            if word == means:
                self.spellings[stem(word)].add(word)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.searcher = index.searcher()

    def document(self, place: int, entry: Entry) -> tantivy.Document:
        # The small words of a question are the question: “Do I need a PhD?” is not all there is on PhDs.
        exact = self.synonyms.keys(entry.title)[: 1 if entry.kind == "question" else 2]
        return tantivy.Document(
            place=[place],
            kind=[entry.kind],
            track=[entry.track] if entry.track else [],
            level=[entry.level] if entry.level else [],
            exact=exact,
            exact_other=[key for name in entry.others for key in self.synonyms.keys(name)],
            letter=[" ".join(plain_words(entry.title))],
            title=[entry.title],
            others=entry.others,
            context=entry.skills + entry.context,
            body=entry.body,
            names=[entry.title, *entry.others],
        )

    def top(self, query: Query, most: int) -> list[tuple[float, int]]:
        """Score and place of the best documents, the best first."""
        found = self.searcher.search(query, most, count=False).hits
        places = self.searcher.fast_field_values("place", [address for _, address in found])
        return [(score, place) for (score, _), place in zip(found, places, strict=True)]


def count_words(vocabulary: Counter, entry: Entry):
    """Counts the words of an entry's names, and pairs of them without the space between, such as datascientist."""
    # A title is typed more often than a word of a question.
    weight = 1 if entry.kind == "question" else 10
    for name in (entry.title, *entry.others):
        words = plain_words(name)
        for word in words:
            if word not in SOFT:
                vocabulary[word, word] += weight
        if entry.kind != "question":
            for first, second in pairwise(words):
                if first not in SOFT and second not in SOFT:
                    vocabulary[first + second, f"{first} {second}"] += 1


building = Lock()


@lru_cache(maxsize=1)
def index_of(version: int) -> SearchIndex:
    return SearchIndex()


def current_index() -> SearchIndex:
    """The index of the content as it is now. The first search after a change waits until it is made."""
    version = ContentVersion.current()
    with building:
        return index_of(version)


def forget_index():
    """Makes the next search read the content again, though its version has not moved."""
    index_of.cache_clear()
