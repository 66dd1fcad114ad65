"""How a role gets from draft to readers: working copies, review, publishing now or at a time, history."""

from .flow import (
    NotPossibleError,
    discard,
    publish,
    send_back,
    start_copy,
    submit,
    unpublish,
)
from .history import connect_history, document_of, states_of
from .schedule import current_version, publish_due

__all__ = [
    "NotPossibleError",
    "connect_history",
    "current_version",
    "discard",
    "document_of",
    "publish",
    "publish_due",
    "send_back",
    "start_copy",
    "states_of",
    "submit",
    "unpublish",
]
