"""One state of the index: its fields, what is written of an entry, and how it is asked."""

import json
from collections.abc import Iterator
from itertools import pairwise

import tantivy
from tantivy import DocAddress, Query

from careerguide.models import Synonym

from .entries import KINDS, Entry, entries, number_of
from .words import SOFT, Synonyms, keys, plain_words, stem

KIND_OF = list(KINDS)


def make_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    # The digest of an entry is its name in the index: positive of an entry, negative of a word, 0 of the state.
    builder.add_integer_field("digest", indexed=True, fast=True)
    builder.add_bytes_field("stored", stored=True)
    builder.add_integer_field("kind_number", fast=True)
    for name in ("kind", "track", "level"):  # to filter and to count by
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("exact", "exact_other", "letter"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("title", "others", "context", "body"):
        builder.add_text_field(name, tokenizer_name="stemmed", index_option="position")
    builder.add_text_field("names", tokenizer_name="plain", index_option="basic")
    # The words of names, a document each, for repairing words that are typed wrong.
    for name in ("word", "stem"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return builder.build()


SCHEMA = make_schema()
# What an index says of itself is a document like the others.
STATE = 0


class SearchIndex:
    """One state of the content, ready to be asked; it never changes.

    ``stamp`` names that state and is empty before the first one is written. ``is_late`` says that newer content waits
    to be written: what is found must not be kept as the answer of today.
    """

    is_late = False

    def __init__(self, searcher: tantivy.Searcher):
        self.searcher = searcher
        state = [self.stored(address) for _, address in self.top(Query.term_query(SCHEMA, "digest", STATE), 1)]
        self.stamp: str = state[0]["stamp"] if state else ""
        self.synonyms = Synonyms(state[0]["synonyms"] if state else [])

    def top(self, query: Query, most: int) -> list[tuple[float, DocAddress]]:
        """Score and address of the best documents, the best first."""
        return self.searcher.search(query, most, count=False).hits

    def stored(self, address: DocAddress) -> dict:
        return json.loads(bytes(self.searcher.doc(address)["stored"][0]).decode())

    def entry(self, address: DocAddress) -> Entry:
        return Entry(**self.stored(address))

    def kinds(self, hits: list[tuple[float, DocAddress]]) -> list[str]:
        """The kind of each hit, without reading what is stored of it."""
        numbers = self.searcher.fast_field_values("kind_number", [address for _, address in hits])
        return [KIND_OF[number] for number in numbers]

    def digests(self) -> set[int]:
        """Everything that is written: entries, words and the state."""
        every = self.top(Query.all_query(), max(self.searcher.num_docs, 1))
        return set(self.searcher.fast_field_values("digest", [address for _, address in every]))

    def holds(self, word: str) -> bool:
        """Whether a name holds exactly this word."""
        return self.searcher.doc_freq("names", word) > 0

    def begins(self, word: str) -> bool:
        """Whether a word of a name begins so."""
        return bool(self.searcher.terms_with_prefix("names", word, limit=1))

    def words(self, query: Query, most: int) -> list[tuple[str, str, int]]:
        """Words that a query finds, each with what it stands for and the number of names that hold it."""
        found = (self.stored(address) for _, address in self.top(query, most))
        return [(one["word"], one["means"], self.searcher.doc_freq("names", one["word"])) for one in found]


def write(writer: tantivy.IndexWriter, held: set[int], stamp: str):
    """Writes what ``held``, the digests that are written already, lack of the content, and deletes what has gone.

    Words stay when the last name that held them goes: what is spelt like them then finds nothing and is not offered.
    """
    synonyms = list(Synonym.objects.values_list("word", "means"))
    words = {(word, word) for pair in synonyms for text in pair for word in plain_words(text)}
    gone = {digest for digest in held if digest > STATE}
    for entry in entries():
        digest = entry.digest()
        if digest in gone:
            gone.remove(digest)
        else:
            writer.add_document(entry_document(entry, digest))
            words.update(words_of(entry))
    for word, means in words:
        digest = -1 - number_of(f"{word}\x1f{means}")
        if digest not in held:
            dumped = json.dumps({"word": word, "means": means}).encode()
            stems = [stem(word)] if word == means else []
            writer.add_document(tantivy.Document(digest=[digest], word=[word], stem=stems, stored=[dumped]))
    for digest in (*gone, STATE):
        writer.delete_documents_by_term("digest", digest)
    state = json.dumps({"stamp": stamp, "synonyms": synonyms}).encode()
    writer.add_document(tantivy.Document(digest=[STATE], stored=[state]))


def entry_document(entry: Entry, digest: int) -> tantivy.Document:
    # The small words of a question are the question: “Do I need a PhD?” is not all there is on PhDs.
    exact = keys(entry.title)[: 1 if entry.kind == "question" else 2]
    return tantivy.Document(
        digest=[digest],
        stored=[entry.dumped()],
        kind_number=[KIND_OF.index(entry.kind)],
        kind=[entry.kind],
        track=[entry.track] if entry.track else [],
        level=[entry.level] if entry.level else [],
        exact=exact,
        exact_other=[key for name in entry.others for key in keys(name)],
        letter=[" ".join(plain_words(entry.title))],
        title=[entry.title],
        others=entry.others,
        context=entry.skills + entry.context,
        body=[entry.text, *entry.body],
        names=[entry.title, *entry.others],
    )


def words_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """The words of an entry's names, and pairs of them without the space between, such as datascientist."""
    for name in (entry.title, *entry.others):
        words = plain_words(name)
        for word in words:
            if word not in SOFT:
                yield word, word
        if entry.kind != "question":
            for first, second in pairwise(words):
                if first not in SOFT and second not in SOFT:
                    yield first + second, f"{first} {second}"
