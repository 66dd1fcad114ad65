"""How a role gets from draft to readers: working copies, review, publishing now or at a time, history."""

from .differences import Change, differences
from .documents import document
from .flow import (
    NotPossibleError,
    catch_up,
    discard,
    keep_published,
    look_of,
    note_look,
    publish,
    save_of,
    send_back,
    start_copy,
    submit,
    unpublish,
    withdraw,
)
from .history import connect_history, document_of, kept_around, states_of
from .restoring import restore
from .schedule import current_version, publish_due
from .words import in_words

__all__ = [
    "Change",
    "NotPossibleError",
    "catch_up",
    "connect_history",
    "current_version",
    "differences",
    "discard",
    "document",
    "document_of",
    "in_words",
    "keep_published",
    "kept_around",
    "look_of",
    "note_look",
    "publish",
    "publish_due",
    "restore",
    "save_of",
    "send_back",
    "start_copy",
    "states_of",
    "submit",
    "unpublish",
    "withdraw",
]
