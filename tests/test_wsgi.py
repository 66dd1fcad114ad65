"""The entry point of the web server: what stops its start stops it with a sentence."""

import os
import subprocess
import sys

import pytest
from django.conf import settings


def start(**environment) -> subprocess.CompletedProcess:
    """Loads the entry point in a process of its own, with an empty database."""
    known = {
        "DATABASE_URL": "sqlite://:memory:", "SECRET_KEY": "a-secret", "ALLOWED_HOSTS": "guide.example", "INDEX_DIR": "",
        "DJANGO_SETTINGS_MODULE": "careerguide.settings", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-c", "import careerguide.wsgi"],
        cwd=settings.BASE_DIR,
        env=os.environ | known | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("manifest", [None, '{"paths": ', '{"paths": {}, "version": "1.1", "hash": ""}'])
def test_static_files_that_nobody_has_collected_stop_the_start_with_one_sentence(tmp_path, manifest):
    if manifest is not None:
        (tmp_path / "staticfiles.json").write_text(manifest)
    stopped = start(COLLECTED_STATIC="on", STATIC_ROOT=str(tmp_path))
    assert stopped.returncode == 1
    assert stopped.stderr.startswith(f"The static files in {tmp_path} are not those of this release: run “manage.py")
    assert stopped.stderr.count("\n") == 1


@pytest.mark.parametrize("place", ["nowhere", "file"])
def test_numbers_that_cannot_be_kept_stop_the_start_with_one_sentence(tmp_path, place):
    (tmp_path / "file").touch()
    stopped = start(METRICS="/metrics", PROMETHEUS_MULTIPROC_DIR=str(tmp_path / place))
    assert stopped.returncode == 1
    assert stopped.stderr.startswith(f"The numbers for METRICS cannot be kept in {tmp_path / place} (")
    assert stopped.stderr.endswith("have PROMETHEUS_MULTIPROC_DIR name a folder that the site may write to.\n")
    assert stopped.stderr.count("\n") == 1


def test_an_empty_name_of_their_folder_leaves_the_numbers_to_each_process():
    before = set(settings.BASE_DIR.glob("*.db"))
    started = start(METRICS="/metrics", PROMETHEUS_MULTIPROC_DIR="")
    assert started.returncode == 0, started.stderr
    assert set(settings.BASE_DIR.glob("*.db")) == before
