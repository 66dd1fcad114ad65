"""How the log is written: one JSON object a line where asked for, and no traceback for a database that is away."""

import json
import logging
from datetime import UTC, datetime

from django.db import InterfaceError, OperationalError


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON: time, level, logger, message, and what a request or an error adds."""

    def format(self, record) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if status := getattr(record, "status_code", None):
            entry["status"] = status
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


class ShortOfDatabase(logging.Filter):
    """Leaves the sentence of the error and drops its traceback: while the database is away every request would write one."""

    def filter(self, record) -> bool:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if record.name == "django.request" and isinstance(error, OperationalError | InterfaceError):
            record.msg, record.args = "%s (%s)", (record.getMessage(), " ".join(str(error).split()))
            record.exc_info = record.exc_text = None
        return True
