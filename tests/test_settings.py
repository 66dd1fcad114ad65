"""Settings come from the environment; a wrong one stops the start with one sentence."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

COMPLETE = {"SECRET_KEY": "a-secret", "ALLOWED_HOSTS": "guide.example"}


@pytest.fixture
def start(tmp_path):
    """Starts Python with the settings in a folder of their own: ``start("print(settings.DEBUG)", DEBUG="on")``."""
    package = tmp_path / "careerguide"
    package.mkdir()
    for name in ("__init__.py", "settings.py"):
        shutil.copy(settings.BASE_DIR / "careerguide" / name, package)

    def run(code="", env_file="", **environment):
        (tmp_path / ".env").write_text(env_file)
        return subprocess.run(
            [sys.executable, "-c", f"from careerguide import settings\n{code}"],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"]} | environment,
            capture_output=True,
            text=True,
        )

    return run


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"ALLOWED_HOSTS": "guide.example"}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "", "ALLOWED_HOSTS": "guide.example"}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "a-secret"}, "ALLOWED_HOSTS is missing"),
        (COMPLETE | {"DEBUG": "maybe"}, "The setting DEBUG is “maybe”, which cannot be read: write on or off."),
        (COMPLETE | {"HTTPS": "2"}, "The setting HTTPS is “2”, which cannot be read: write on or off."),
        (COMPLETE | {"LOG_LEVEL": "loud"}, "The setting LOG_LEVEL is “loud”"),
        (COMPLETE | {"SITE_URL": "guide.example"}, "The setting SITE_URL is “guide.example”: write the whole address"),
        (
            COMPLETE | {"REQUEST_TIMEOUT": "0"},
            "The setting REQUEST_TIMEOUT is “0”, which cannot be read: write a whole",
        ),
        (COMPLETE | {"DATABASE_TIMEOUT": "-5"}, "The setting DATABASE_TIMEOUT is “-5”"),
        (COMPLETE | {"PAGE_CACHE_MB": "-1"}, "The setting PAGE_CACHE_MB is “-1”"),
        (COMPLETE | {"DATABASE_URL": "postgres://me@localhost"}, "DATABASE_URL cannot be read"),
        (COMPLETE | {"DATABASE_URL": "guide"}, "DATABASE_URL cannot be read"),
        (COMPLETE | {"DATABASE_URL": "mysql://root@localhost/guide"}, "DATABASE_URL cannot be read"),
        (COMPLETE | {"DATABASE_URL": "postgres://me@localhost:port/guide"}, "DATABASE_URL cannot be read"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(start, environment, sentence):
    stopped = start(**environment)
    assert stopped.returncode == 1
    assert stopped.stderr.startswith(sentence)
    assert stopped.stderr.count("\n") == 1


def test_a_secret_key_and_a_host_are_enough(start):
    started = start("print(settings.DEBUG, settings.HTTPS, settings.ALLOWED_HOSTS)", **COMPLETE)
    assert started.stdout.split() == ["False", "True", "['guide.example']"], started.stderr


def test_debugging_needs_nothing(start):
    assert start("print(settings.ALLOWED_HOSTS[0])", DEBUG="on").stdout.strip() == "localhost"


def test_an_empty_setting_counts_as_not_set(start):
    empty = dict.fromkeys(("DEBUG", "HTTPS", "LOG_LEVEL", "DATABASE_URL", "STATIC_ROOT"), "")
    started = start("print(settings.DATABASES['default']['NAME'], settings.STATIC_ROOT)", **COMPLETE, **empty)
    assert [path.rpartition("/")[2] for path in started.stdout.split()] == ["db.sqlite3", "staticfiles"]


def test_the_environment_wins_over_the_env_file(start):
    env_file = "SECRET_KEY=from-the-file\nALLOWED_HOSTS=file.example\n"
    started = start("print(settings.SECRET_KEY, *settings.ALLOWED_HOSTS)", env_file, ALLOWED_HOSTS="here.example")
    assert started.stdout.split() == ["from-the-file", "here.example"]


@pytest.mark.parametrize(("word", "value"), [("On", "True"), ("1", "True"), ("false", "False"), ("no", "False")])
def test_a_switch_is_understood_in_the_usual_words(start, word, value):
    assert start("print(settings.STAFF_MFA)", **COMPLETE, STAFF_MFA=word).stdout.strip() == value


def test_hosts_are_parted_by_commas_with_or_without_spaces(start):
    hosts = {"ALLOWED_HOSTS": "guide.example, www.guide.example,"}
    assert start("print(*settings.ALLOWED_HOSTS)", **COMPLETE | hosts).stdout.split() == [
        "guide.example",
        "www.guide.example",
    ]


def test_a_dollar_in_the_env_file_is_a_dollar(start):
    started = start("print(settings.SECRET_KEY)", "SECRET_KEY='a${HOME}b'\nALLOWED_HOSTS=guide.example\n")
    assert started.stdout.strip() == "a${HOME}b"


def test_log_levels_are_read_in_small_letters_too(start):
    assert start("print(settings.LOG_LEVEL)", **COMPLETE, LOG_LEVEL="warning").stdout.strip() == "30"


def test_a_database_that_does_not_answer_ends_a_command_with_one_sentence():
    # A library's warning about its own code, which newer Pythons give where it is not compiled yet, is no sentence of ours.
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "careerguide.settings", "PYTHONWARNINGS": "ignore"}
    stopped = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=settings.BASE_DIR,
        env=environment | {"DATABASE_URL": "sqlite:////no/such/folder/guide.sqlite3"},
        capture_output=True,
        text=True,
    )
    assert stopped.returncode == 1
    assert stopped.stderr.startswith(
        "The database cannot be used (unable to open database file): see that DATABASE_URL"
    )
    assert stopped.stderr.count("\n") == 1


def test_a_file_that_is_no_database_ends_a_command_with_one_sentence(tmp_path):
    (tmp_path / "guide.sqlite3").write_text("Not a database, but longer than the head of one. " * 10)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "careerguide.settings", "PYTHONWARNINGS": "ignore"}
    stopped = subprocess.run(
        [sys.executable, "manage.py", "load_content"],
        cwd=settings.BASE_DIR,
        env=environment | {"DATABASE_URL": f"sqlite:///{tmp_path / 'guide.sqlite3'}"},
        capture_output=True,
        text=True,
    )
    assert stopped.returncode == 1
    assert stopped.stderr.startswith("The database cannot be used (file is not a database): see that DATABASE_URL")
    assert stopped.stderr.count("\n") == 1


def test_the_env_example_names_every_setting_and_no_other():
    code = (settings.BASE_DIR / "careerguide" / "settings.py").read_text(encoding="utf-8")
    example = (settings.BASE_DIR / ".env.example").read_text(encoding="utf-8")
    read = set(re.findall(r'(?:(?:text|switch)\(|read\(\s*(?:int|lambda [^"]*?), )"([A-Z_]+)"', code))
    assert set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE)) == read
