#!/usr/bin/env python
"""Runs Django's commands for this project."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")
    if "runserver" not in sys.argv:
        # Nobody waits for a command as for a page: it may wait for its turn to write, or for one long statement.
        os.environ.setdefault("DATABASE_TIMEOUT", "600")
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError

    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(
            "Stopped before the end: what a database was to hold is as it was before, and no file is half-written."
        )
    except DatabaseError as error:
        # A row that the database refuses is a fault of ours, and keeps its traceback.
        if (
            not isinstance(error, OperationalError | InterfaceError | ProgrammingError)
            and type(error) is not DatabaseError
        ):
            raise
        reason = " ".join(str(error).split())
        sys.exit(f"The database cannot be used ({reason}): see that DATABASE_URL is right and that “migrate” has run.")


if __name__ == "__main__":
    main()
