"""The log: one JSON object a line, and no traceback for a database that is away."""

import json
import logging
import sys

import pytest
from django.db import OperationalError

from careerguide.logs import JsonFormatter, ShortOfDatabase


def record(error=None, name="django.request"):
    try:
        if error:
            raise error
    except Exception:
        return logging.LogRecord(name, logging.ERROR, "x.py", 1, "Answer: %s", ("/roles/",), sys.exc_info())
    return logging.LogRecord(name, logging.ERROR, "x.py", 1, "Answer: %s", ("/roles/",), None)


def test_a_line_is_one_json_object():
    line = JsonFormatter().format(record())
    assert "\n" not in line
    entry = json.loads(line)
    assert (entry["level"], entry["logger"], entry["message"]) == ("ERROR", "django.request", "Answer: /roles/")
    assert entry["time"].endswith("+00:00")


def test_an_error_brings_its_traceback():
    entry = json.loads(JsonFormatter().format(record(ValueError("odd"))))
    assert "ValueError: odd" in entry["traceback"]


def test_a_database_that_is_away_takes_a_sentence_and_no_traceback():
    said = record(OperationalError("connection refused\nis it running?"))
    assert ShortOfDatabase().filter(said)
    assert said.getMessage() == "Answer: /roles/ (connection refused is it running?)"
    assert said.exc_info is None


@pytest.mark.parametrize("other", [record(ValueError("odd")), record(OperationalError("away"), name="careerguide")])
def test_other_errors_keep_theirs(other):
    assert ShortOfDatabase().filter(other)
    assert other.exc_info
