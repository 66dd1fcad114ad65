"""A site kept in a file comes back row for row, on the same database and on the other kind, kept while others write."""

import json
import os
import shutil
import stat
import subprocess
import sys
import textwrap
import zipfile
from hashlib import sha256
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

from careerguide import backup, fixtures

ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith(("postgres:", "postgresql:"))
PAIRS = [("sqlite", "sqlite")]
if ON_POSTGRES:
    PAIRS += [("postgres", "postgres"), ("sqlite", "postgres"), ("postgres", "sqlite")]

# What staff leave behind besides the content: an account in a group, a file waiting, a log, a slug that is retired.
FILL = """
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
    call_command("load_content")
    from django.contrib.admin.models import CHANGE, LogEntry
    from django.contrib.auth.models import Group, User
    from django.contrib.contenttypes.models import ContentType
    from careerguide.models import PayFigure, PendingImport, Role
    user = User.objects.create_user("editor", "editor@guide.example", "a password – with a dash")
    user.groups.add(Group.objects.create(name="Editors of texts"))
    role = Role.objects.first()
    LogEntry.objects.log_actions(user.pk, [role], CHANGE, [{"changed": {"fields": ["lede"]}}])
    PendingImport.objects.create(uploaded_by=user, reading={"b": [1, None, "ü\\n"], "a": {"z": 1.5, "y": True}})
    role.slug += "-renamed"
    role.save()
    PayFigure.objects.filter(pk=PayFigure.objects.last().pk).update(n=None, label="' ; – \\t\\u2028 done")
"""

# While the tables are read one by one, another thread changes the first and the last of them: neither waits.
WRITE_MEANWHILE = """
    import threading
    from pathlib import Path
    from django.db import connection
    from careerguide import backup
    from careerguide.models import Role, Term, Track
    written = []
    def write():
        Track.objects.update(line="Written meanwhile.")
        Role.objects.update(lede="Written meanwhile.")
        Term.objects.all().delete()
        connection.close()
        written.append(True)
    def after_each_table(table, rows):
        if not written:
            thread = threading.Thread(target=write)
            thread.start()
            thread.join(15)
            assert written, "the writer waits for the backup"
    backup.write(Path({file!r}), after_each_table)
    assert Role.objects.first().lede == "Written meanwhile."
"""


class Site:
    """A database of its own, worked on by processes of their own."""

    def __init__(self, kind: str, folder, name: str):
        self.folder, self.name = folder, name
        self.url = f"sqlite:///{folder / name}.sqlite3"
        if kind == "postgres":
            server = urlsplit(os.environ["DATABASE_URL"])
            name = f"{name}_{os.getpid()}"
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as maintenance:
                maintenance.execute(f'DROP DATABASE IF EXISTS "{name}"')
                maintenance.execute(f'CREATE DATABASE "{name}"')
            self.url = urlunsplit(server._replace(path=f"/{name}"))

    def try_to(self, *arguments) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, settings.BASE_DIR / "manage.py", *map(str, arguments)],
            env=os.environ | {"DATABASE_URL": self.url},
            capture_output=True,
            text=True,
            check=False,
        )

    def manage(self, *arguments) -> str:
        done = self.try_to(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refuses_to(self, *arguments) -> str:
        done = self.try_to(*arguments)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        return done.stderr

    def python(self, code: str):
        self.manage("shell", "-v", "0", "-c", textwrap.dedent(code))

    def filled(self):
        self.python(FILL)
        return self

    def migrated(self):
        self.manage("migrate", "-v", "0")
        return self

    def content(self) -> dict[str, bytes]:
        """What dump_content writes."""
        folder = self.folder / f"{self.name}-content"
        self.manage("dump_content", folder)
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in fixtures.content_files(folder)}

    def rows(self) -> dict[str, bytes]:
        """Every row of every table, as a backup keeps it."""
        file = self.folder / f"{self.name}-rows.zip"
        file.unlink(missing_ok=True)
        self.manage("backup", file)
        return rows_in(file)


def rows_in(file) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.startswith("tables/")}


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """A site on SQLite without content, to be copied."""
    return Site("sqlite", tmp_path_factory.mktemp("migrated"), "migrated").migrated()


@pytest.fixture(scope="module")
def kept(migrated, tmp_path_factory):
    """A filled site on SQLite and its backup, which no test changes."""
    folder = tmp_path_factory.mktemp("kept")
    shutil.copy(migrated.folder / "migrated.sqlite3", folder / "kept.sqlite3")
    site = Site("sqlite", folder, "kept").filled()
    site.file = folder / "kept.zip"
    site.manage("backup", site.file)
    return site


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_a_site_kept_while_others_write_comes_back_as_it_was_at_one_moment(first, second, kept, tmp_path):
    here = Site(first, tmp_path, "here")
    if first == "sqlite":
        shutil.copy(kept.folder / "kept.sqlite3", tmp_path / "here.sqlite3")
    else:
        here.filled()
    before, content = here.rows(), here.content()
    file = tmp_path / "kept.zip"
    here.python(WRITE_MEANWHILE.format(file=str(file)))
    assert rows_in(file) == before
    there = Site(second, tmp_path, "there").migrated()
    assert "every one is as it was kept" in there.manage("restore", file)
    assert there.rows() == before
    assert there.content() == content
    # The password holds, and new rows do not collide with those that came back.
    there.python("""
        from django.contrib.auth.models import User
        from careerguide.models import Term
        assert User.objects.get().check_password("a password – with a dash")
        User.objects.create_user("second")
        Term.objects.create(slug="a-new-term", term="a new term", definition="Something.")
    """)


def test_a_backup_is_for_its_owner_alone_and_holds_no_session(kept):
    assert stat.S_IMODE(kept.file.stat().st_mode) == 0o600
    assert not [name for name in rows_in(kept.file) if "session" in name]


def test_a_backup_overwrites_nothing(kept):
    before = kept.file.read_bytes()
    assert "exists already, so nothing was written" in kept.refuses_to("backup", kept.file)
    assert kept.file.read_bytes() == before


def test_a_backup_that_cannot_be_written_says_so_and_leaves_nothing(kept, tmp_path):
    assert "check the folder" in kept.refuses_to("backup", tmp_path / "nowhere" / "kept.zip")
    assert not list(tmp_path.iterdir())


def test_a_site_with_rows_is_not_restored_into(kept):
    before = kept.rows()
    message = kept.refuses_to("restore", kept.file)
    assert "This site is not empty but holds 3," in message
    assert kept.rows() == before


def test_a_database_without_tables_is_named(kept, tmp_path):
    assert "run “manage.py migrate” first" in Site("sqlite", tmp_path, "bare").refuses_to("restore", kept.file)


def changed(kept, tmp_path, change):
    """A copy of the backup whose parts have been changed: ``change`` takes and gives a dictionary of them."""
    copy = tmp_path / "copy.zip"
    with zipfile.ZipFile(kept.file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(copy, "w") as archive:
        for name, part in change(parts).items():
            archive.writestr(name, part)
    return copy


def manifest(**changes):
    return lambda parts: parts | {"manifest.json": json.dumps(json.loads(parts["manifest.json"]) | changes)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda parts: parts | {"tables/careerguide.role.jsonl": b""}, "no backup, or a damaged one"),
        (lambda parts: parts | {"tables/auth.user.jsonl": parts["tables/auth.user.jsonl"] * 2}, "a damaged one"),
        (lambda parts: {k: v for k, v in parts.items() if k != "tables/auth.user.jsonl"}, "is not a backup"),
        (lambda parts: {"a.txt": b"something else"}, "is not a backup of this site"),
        (manifest(format="another"), "is not a backup of this site"),
        (manifest(version="1"), "is not a backup of this site"),
        (manifest(made_at=5), "is not a backup of this site"),
        (manifest(migrations=[1, "a"]), "is not a backup of this site"),
        (manifest(tables=[1]), "is not a backup of this site"),
        (manifest(version=2), "was written by a newer release"),
        (manifest(migrations=["careerguide.9999_later"]), "which has the migration careerguide.9999_later"),
        (manifest(migrations=[]), "was written by an older release"),
        (manifest(tables=[]), "holds other tables than this release has"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_in_a_sentence(kept, tmp_path, change, sentence):
    """Before anything else: the database of the tests is not empty, and that is not what the sentence says."""
    with pytest.raises(backup.BackupError, match=sentence):
        backup.restore(changed(kept, tmp_path, change))


@pytest.mark.django_db
@pytest.mark.parametrize("length", [0, 1000, -1000])
def test_a_file_cut_short_is_refused_in_a_sentence(kept, tmp_path, length):
    cut = tmp_path / "cut.zip"
    cut.write_bytes(kept.file.read_bytes()[:length])
    with pytest.raises(backup.BackupError, match="no backup, or a damaged one: nothing was changed"):
        backup.restore(cut)


def test_a_file_that_is_not_there_is_named(migrated, tmp_path):
    assert "cannot be read (No such file or directory)" in migrated.refuses_to("restore", tmp_path / "none.zip")


def test_a_row_that_does_not_come_back_as_it_was_undoes_the_whole(migrated, kept, tmp_path):
    """A stamp is kept in UTC: one in another zone reads back as another text."""

    def change(parts):
        name = "tables/auth.user.jsonl"
        parts[name] = parts[name].replace(b"+00:00", b"+02:00")
        described = json.loads(parts["manifest.json"])
        next(t for t in described["tables"] if t["model"] == "auth.user")["sha256"] = sha256(parts[name]).hexdigest()
        return parts | {"manifest.json": json.dumps(described)}

    before = migrated.rows()
    message = migrated.refuses_to("restore", changed(kept, tmp_path, change))
    assert "The rows of auth.user did not come back as they were kept" in message
    assert migrated.rows() == before
