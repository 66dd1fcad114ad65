"""The index on disk: shared by processes, written by one, made anew when it is damaged, never an error to readers."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings as site

from careerguide import search
from careerguide.models import Role, Synonym
from careerguide.search import keeping
from careerguide.search.index import SearchIndex
from tests.factories import make_role, make_skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    """Where the index of this test lies."""
    settings.INDEX_DIR = str(tmp_path / "index")
    search.forget_index()
    yield tmp_path / "index" / keeping.code_digest()
    settings.INDEX_DIR = ""
    search.forget_index()


def titles(text, **options):
    return [hit.entry.title for hit in search.find(text, **options).in_order()]


def files(folder):
    return [path for path in folder.iterdir() if not path.name.endswith(".lock")]


def test_only_what_changed_is_written(folder, committed):
    before = search.current_index().digests()
    with committed():
        make_role(title="Zookeeper")
    assert titles("zookeeper") == ["Zookeeper"]
    added = search.current_index().digests() - before
    assert len([digest for digest in added if digest > 0]) == 1  # the role
    with committed():
        Role.objects.filter(title="Zookeeper").delete()
    assert titles("zookeeper", repair=False) == []


def test_a_new_synonym_writes_no_page_again(folder, committed):
    before = search.current_index().digests()
    with committed():
        Synonym.objects.create(word="numberwrangler", means="data scientist")
    assert titles("numberwrangler")[0] == "Data Scientist"
    assert [digest for digest in search.current_index().digests() ^ before if digest > 0] == []


def test_a_process_that_starts_takes_the_index_as_it_lies(folder, monkeypatch):
    search.current_index()
    search.forget_index()
    monkeypatch.setattr(keeping, "write", None)  # would raise if it were called
    assert titles("data scientist")[0] == "Data Scientist"


def test_while_another_process_writes_the_old_index_answers_and_nobody_may_keep_it(folder, committed, client):
    search.current_index()
    other = keeping.make_keeper()
    other.current()
    writer = other.writer()
    with committed():
        make_role(title="Zookeeper")
    assert search.find("zookeeper").is_late
    response = client.get("/search/?q=zookeeper")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers
    writer.wait_merging_threads()
    assert titles("zookeeper") == ["Zookeeper"]
    assert "ETag" in client.get("/search/?q=zookeeper").headers


@pytest.mark.parametrize("damage", ["garbled", "cut short", "deleted", "from elsewhere"])
@pytest.mark.parametrize("running", [True, False], ids=["while running", "before the start"])
def test_a_damaged_index_is_made_anew_without_an_error(folder, committed, damage, running):
    search.current_index()
    if not running:
        search.forget_index()
    for path in files(folder):
        if damage == "garbled":
            path.write_bytes(os.urandom(path.stat().st_size))
        elif damage == "cut short" and (not running or path.suffix == ".json"):
            # Not under a running search, whose process the system would end: the server starts another.
            os.truncate(path, path.stat().st_size // 2)
        elif damage == "deleted":
            path.unlink()
        elif damage == "from elsewhere" and path.name == "meta.json":
            path.write_text(path.read_text().replace('"names"', '"nouns"'))
    with committed():
        make_role(title="Zookeeper")
    assert titles("zookeeper") == ["Zookeeper"]
    search.forget_index()
    assert titles("zookeeper") == ["Zookeeper"]


def test_a_search_that_stumbles_over_damage_asks_again(folder, monkeypatch):
    search.current_index()
    real, calls = SearchIndex.kinds, []

    def stumbles_once(self, hits):
        calls.append(hits)
        if len(calls) == 1:
            raise ValueError("Data corrupted")
        return real(self, hits)

    monkeypatch.setattr(SearchIndex, "kinds", stumbles_once)
    assert titles("data scientist")[0] == "Data Scientist"


def test_where_no_folder_can_be_written_the_index_is_kept_in_memory(settings, tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    settings.INDEX_DIR = str(tmp_path / "file")
    search.forget_index()
    assert titles("data scientist")[0] == "Data Scientist"
    assert "is kept in memory" in caplog.text


def test_folders_of_releases_that_are_gone_are_removed(folder):
    old, recent = folder.parent / "old", folder.parent / "recent"
    old.mkdir(parents=True)
    recent.mkdir()
    os.utime(old, (0, 0))
    search.current_index()
    assert not old.exists()
    assert recent.exists()


# In processes of their own

PROCESS = """
import sys, json, django
django.setup()
from django.core.management import call_command
from django.db import connection
from careerguide import search
from careerguide.models import *
from tests.factories import make_role
def titles(text):
    return [hit.entry.title for hit in search.find(text, repair=False).in_order()]
for line in sys.stdin:
    print(json.dumps(eval(line)), flush=True)
"""


class Process:
    """A process of the site that works on what it is told, line by line."""

    def __init__(self, environment):
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROCESS],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=site.BASE_DIR,
        )  # fmt: skip

    def __call__(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.kill()
        self.process.communicate()


def environment_of(database, index=""):
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "careerguide.settings",
        "DATABASE_URL": f"sqlite:///{database}",
        "INDEX_DIR": str(index),
        "LOG_LEVEL": "ERROR",  # what it prints are answers
    }


@pytest.fixture
def processes(tmp_path):
    """Two processes with a database of their own that share an index."""
    environment = environment_of(tmp_path / "site.sqlite3")
    two = [Process(environment), Process(environment)]
    yield two
    for one in two:
        one.close()


def test_a_change_in_one_process_is_found_by_the_next_search_of_another(processes, tmp_path):
    editor, reader = processes
    editor('call_command("migrate", verbosity=0)')
    editor('make_role(title="Zookeeper").pk')
    assert editor('titles("zookeeper")') == reader('titles("zookeeper")') == ["Zookeeper"]
    for title in ("Beekeeper", "Lighthouse Keeper", "Kite Flyer"):
        editor(f'Role.objects.update(title="{title}")')
        assert reader(f'titles("{title}")') == [title]
        assert editor(f'titles("{title}")') == [title]
    (index,) = (tmp_path / "site.sqlite3-index").iterdir()
    for path in files(index):
        path.unlink()
    editor('Role.objects.update(title="Goalkeeper")')
    assert reader('titles("goalkeeper")') == editor('titles("goalkeeper")') == ["Goalkeeper"]
    reader.close()
    assert editor('Role.objects.update(title="Bookkeeper"), titles("bookkeeper")')[1] == ["Bookkeeper"]


def test_a_kept_index_of_another_time_or_another_site_is_not_taken_for_that_of_this_content(tmp_path):
    """One folder, and three databases whose content version has the same number: a copy, what came of it, another."""
    numbers, before = [], {"first": "new", "copy": "first role", "other": "new"}
    for name, template in before.items():
        if name == "first":
            process = Process(environment_of(tmp_path / "new.sqlite3"))
            process('call_command("migrate", verbosity=0), connection.close()')
            process.close()
        shutil.copy(tmp_path / f"{template}.sqlite3", tmp_path / f"{name}.sqlite3")
        process = Process(environment_of(tmp_path / f"{name}.sqlite3", tmp_path / "index"))
        if template == "new":
            process('make_role(title="Zookeeper").pk, connection.close()')
            shutil.copy(tmp_path / f"{name}.sqlite3", tmp_path / f"{name} role.sqlite3")
        process(f'Role.objects.update(title="{name} keeper")')
        numbers.append(process("ContentVersion.current()"))
        assert process('titles("keeper")') == [f"{name} keeper"]
        process.close()
    assert len(set(numbers)) == 1


def test_a_published_change_is_found_by_the_next_search(committed):
    """Every process asks for the content version with every search, so none waits for a signal."""
    assert titles("zookeeper") == []
    with committed():
        role = make_role(title="Zookeeper")
    assert titles("zookeeper") == ["Zookeeper"]
    with committed():
        Role.objects.filter(pk=role.pk).update(title="Beekeeper")
    assert titles("zookeeper", repair=False) == []
    assert titles("beekeeper") == ["Beekeeper"]
    with committed():
        role.delete()
    assert titles("beekeeper", repair=False) == []


def test_the_index_is_made_once_for_a_state_of_the_content(committed):
    first = search.current_index()
    assert search.current_index() is first
    with committed():
        make_skill()
    assert search.current_index() is not first
