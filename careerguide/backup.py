"""A site in one file: every row of every table, read at one moment, and put back whole into an empty site."""

import base64
import datetime
import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from careerguide.models import ContentVersion

FORMAT, FORMAT_VERSION = "careerguide-backup", 1
MANIFEST = "manifest.json"
# Who is signed in ends with the site; everything else goes along.
LEFT_OUT = {"sessions.session"}
# What `migrate` fills: a site with nothing but these is empty, and the rows of the backup take their place.
MADE_BY_MIGRATE = {
    "auth.group",
    "auth.group_permissions",
    "auth.permission",
    "careerguide.contentversion",
    "contenttypes.contenttype",
}
ROWS_AT_ONCE = 500
# Half the size of level 1; levels above cost twice the time for a few per cent.
COMPRESSION = 5

Progress = Callable[[str, int], None]


class BackupError(Exception):
    """A backup that cannot be made or put back: says why, and what to do."""


def write(path: Path, progress: Progress | None = None) -> dict:
    """Keeps the site in a new file that only its owner may read; returns the manifest. Writers go on meanwhile."""
    if path.exists():
        raise BackupError(f"{path} exists already, so nothing was written: name another file.")
    check_migrated()
    handle, unfinished = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # readable by its owner alone
    try:
        with os.fdopen(handle, "wb") as file:
            with snapshot():
                manifest = write_tables(file, progress)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            raise BackupError(f"{path} was made by somebody else meanwhile: name another file.")
        os.replace(unfinished, path)
    finally:
        Path(unfinished).unlink(missing_ok=True)
    return manifest


def restore(path: Path, progress: Progress | None = None) -> dict:
    """Puts a backup back into an empty site, in one transaction, and checks that every row came back as it was kept."""
    with opened(path) as (archive, manifest):
        check_migrated()
        check_release(path, manifest)
        check_file(path, archive, manifest)
        with transaction.atomic():
            check_empty()
            for model in kept_models():
                clear(model)
            for table in manifest["tables"]:
                insert(archive, table)
                if progress:
                    progress(table["model"], table["rows"])
            connection.check_constraints()
            check_rows(manifest)
            reset_sequences()
    return manifest


# Writing


@contextmanager
def snapshot():
    """A transaction that reads one moment of the database, on a connection of its own."""
    usual = connection.settings_dict["OPTIONS"]
    connection.close()
    connection.settings_dict["OPTIONS"] = usual | settings.SNAPSHOT_OPTIONS
    try:
        with transaction.atomic():
            yield
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"] = usual


def kept_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    ]


def columns(model) -> list[models.Field]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def plain(value):
    """A value that JSON has no form for, as text that the field reads again."""
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)


def lines(model) -> Iterator[bytes]:
    """Every row as a line of JSON, in the order of its primary key: the same on every database.

    Not through the model's own manager, which may leave rows out.
    """
    rows = models.QuerySet(model).order_by("pk").values_list(*[field.attname for field in columns(model)])
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        text = json.dumps(row, default=plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield text.encode() + b"\n"


class Tally:
    """Counts lines and takes their digest as they pass."""

    def __init__(self, lines: Iterable[bytes]):
        self.lines, self.rows, self.digest = lines, 0, hashlib.sha256()

    def __iter__(self):
        for line in self.lines:
            self.rows += 1
            self.digest.update(line)
            yield line

    def totals(self) -> dict:
        for _ in self:
            pass
        return {"rows": self.rows, "sha256": self.digest.hexdigest()}


def member(label: str) -> str:
    return f"tables/{label}.jsonl"


def write_tables(file, progress: Progress | None) -> dict:
    tables = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        for model in kept_models():
            label = model._meta.label_lower
            tally = Tally(lines(model))
            with archive.open(member(label), "w", force_zip64=True) as out:
                out.writelines(tally)
            names = [field.attname for field in columns(model)]
            tables.append({"model": label, "columns": names, **tally.totals()})
            if progress:
                progress(label, tally.rows)
        manifest = {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "made_at": timezone.now().isoformat(timespec="seconds"),
            "content_version": ContentVersion.current(),
            "migrations": migrations(),
            "tables": tables,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return manifest


def migrations() -> list[str]:
    """The migrations that made the tables, such as careerguide.0001_initial."""
    kept = {model._meta.app_label for model in kept_models()}
    applied = MigrationExecutor(connection).loader.applied_migrations
    return sorted(f"{app}.{name}" for app, name in applied if app in kept)


# Refusing


def check_migrated():
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise BackupError("The tables of this database are not those of this release: run “manage.py migrate” first.")


@contextmanager
def opened(path: Path):
    """The archive and its manifest; whatever is wrong with the file becomes a sentence."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            if not is_manifest(manifest):
                raise KeyError(MANIFEST)
            yield archive, manifest
    except (KeyError, ValueError) as error:
        raise BackupError(f"{path} is not a backup of this site: name a file that “backup” wrote.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise BackupError(f"{path} is no backup, or a damaged one: nothing was changed. Try another copy.") from error


def is_manifest(found) -> bool:
    """Whether what an archive says of itself is what we write; whether it is true is another question."""
    kinds = {"format": str, "version": int, "made_at": str, "migrations": list, "tables": list}
    return (
        isinstance(found, dict)
        and all(isinstance(found.get(name), kind) for name, kind in kinds.items())
        and found["format"] == FORMAT
        and all(isinstance(name, str) for name in found["migrations"])
        and all(isinstance(table, dict) and isinstance(table.get("model"), str) for table in found["tables"])
    )


def check_release(path: Path, manifest: dict):
    if manifest["version"] > FORMAT_VERSION:
        raise BackupError(f"{path} was written by a newer release: restore it with that release.")
    here, there = set(migrations()), set(manifest["migrations"])
    if newer := sorted(there - here):
        raise BackupError(
            f"{path} was written by a newer release, which has the migration {newer[-1]}: restore it with that release."
        )
    if missing := sorted(here - there):
        raise BackupError(
            f"{path} was written by an older release, without the migration {missing[-1]}: restore it with that release, "
            "then bring the site up to date with “manage.py migrate”."
        )
    # The migrations agree, but a damaged or edited manifest may name what is not there.
    expected = [(model._meta.label_lower, [field.attname for field in columns(model)]) for model in kept_models()]
    if sorted(expected) != sorted((table["model"], table["columns"]) for table in manifest["tables"]):
        raise BackupError(
            f"{path} holds other tables than this release has: restore it with the release that wrote it."
        )


def check_file(path: Path, archive: zipfile.ZipFile, manifest: dict):
    """Every line of every table is there and as it was written."""
    for table in manifest["tables"]:
        with archive.open(member(table["model"])) as kept:
            if Tally(kept).totals() != {"rows": table["rows"], "sha256": table["sha256"]}:
                raise zipfile.BadZipFile(table["model"])


def check_empty():
    kept = [model for model in kept_models() if model._meta.label_lower not in MADE_BY_MIGRATE]
    if rows := sum(models.QuerySet(model).count() for model in kept):
        raise BackupError(
            f"This site is not empty but holds {rows:,} rows, so nothing was changed: restore into a new database, named "
            "by DATABASE_URL, after “manage.py migrate”."
        )


# Putting back


def clear(model):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - our own table


def insert(archive: zipfile.ZipFile, table: dict):
    """Straight into the table: no signal, no date of today, no manager that leaves rows out."""
    model = apps.get_model(table["model"])
    fields = [model._meta.get_field(name) for name in table["columns"]]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
    with archive.open(member(table["model"])) as kept, connection.cursor() as cursor:
        while batch := list(islice(kept, ROWS_AT_ONCE)):
            cursor.executemany(statement, [prepared(fields, json.loads(line)) for line in batch])


def prepared(fields: list[models.Field], values: list) -> list:
    """The values of a line as the database takes them."""
    try:
        return [
            field.get_db_prep_save(field.to_python(value), connection)
            for field, value in zip(fields, values, strict=True)
        ]
    except ValidationError as error:
        raise BackupError(f"A value of the backup cannot be read: {' '.join(error.messages)}") from error


def check_rows(manifest: dict):
    for table in manifest["tables"]:
        totals = Tally(lines(apps.get_model(table["model"]))).totals()
        if totals != {"rows": table["rows"], "sha256": table["sha256"]}:
            raise BackupError(
                f"The rows of {table['model']} did not come back as they were kept, so nothing was changed: "
                "try a database of the kind that the backup was made from."
            )


def reset_sequences():
    """New rows get numbers above those that came back."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)


def reason(error: Exception) -> str:
    """What went wrong outside our own checks, in a few words."""
    if isinstance(error, DatabaseError):
        return " ".join(str(error).split())
    return getattr(error, "strerror", None) or str(error)
