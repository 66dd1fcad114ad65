"""The search: what readers type in, the right pages out."""

from .entries import KINDS, Entry, entries
from .index import SearchIndex
from .keeping import current_index, forget_index
from .marks import Marks
from .query import Found, Hit, find, nearest, suggest
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
    "suggest",
]
