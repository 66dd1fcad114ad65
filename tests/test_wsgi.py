"""The entry point of the web server: what stops its start stops it with a sentence."""

import os
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.parametrize("manifest", [None, '{"paths": ', '{"paths": {}, "version": "1.1", "hash": ""}'])
def test_static_files_that_nobody_has_collected_stop_the_start_with_one_sentence(tmp_path, manifest):
    if manifest is not None:
        (tmp_path / "staticfiles.json").write_text(manifest)
    environment = {
        "COLLECTED_STATIC": "on", "STATIC_ROOT": str(tmp_path), "DATABASE_URL": "sqlite://:memory:", "SECRET_KEY": "a-secret",
        "ALLOWED_HOSTS": "guide.example", "DJANGO_SETTINGS_MODULE": "careerguide.settings", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    stopped = subprocess.run(
        [sys.executable, "-c", "import careerguide.wsgi"],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert stopped.returncode == 1
    assert stopped.stderr.startswith(f"The static files in {tmp_path} are not those of this release: run “manage.py")
    assert stopped.stderr.count("\n") == 1
