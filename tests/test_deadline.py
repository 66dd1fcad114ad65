"""A request that hangs ends its process, with the traceback in the log; one that is answered in time does not."""

import subprocess
import sys

from django.conf import settings

CODE = """
import sys, time
from careerguide.deadline import Deadline
seconds = float(sys.argv[1])
app = Deadline(lambda environ, start_response: time.sleep(seconds), 1)
app({"PATH_INFO": "/slow/"}, None)
print("answered", app.started)
"""


def run(seconds: str):
    return subprocess.run(
        [sys.executable, "-c", CODE, seconds], cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60
    )


def test_a_request_that_hangs_ends_its_process():
    done = run("50")
    assert done.returncode == 1
    assert "/slow/ was not answered within 1 seconds" in done.stderr
    assert "in <lambda>" in done.stderr


def test_a_request_answered_in_time_ends_nothing():
    done = run("0")
    assert (done.returncode, done.stdout) == (0, "answered {}\n")
