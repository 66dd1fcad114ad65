"""The search: what readers type in, the right pages out."""

from .entries import KINDS, Entry, entries
from .finding import Found, Hit, find, nearest, suggest
from .index import SearchIndex
from .keeping import current_index, forget_index
from .marks import Marks, sentences
from .words import MOST_CHARACTERS, MOST_WORDS

__all__ = [
    "KINDS",
    "MOST_CHARACTERS",
    "MOST_WORDS",
    "Entry",
    "Found",
    "Hit",
    "Marks",
    "SearchIndex",
    "current_index",
    "entries",
    "find",
    "forget_index",
    "nearest",
    "sentences",
    "suggest",
]
