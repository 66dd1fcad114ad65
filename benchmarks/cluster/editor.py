"""A process of the first host that edits roles, as a command there does."""

import json
import subprocess
import sys

from benchmarks.operations import ROOT

from .site import Cluster

PROGRAM = """
import json, os, sys, django
django.setup()
from django.db import transaction
from careerguide.models import Role
for line in sys.stdin:
    slug, lede, last = json.loads(line)
    with transaction.atomic():
        if last:
            transaction.on_commit(lambda: os._exit(9))
        role = Role.objects.get(slug=slug)
        role.lede = lede
        role.save()
    print(json.dumps(Role.objects.get(slug=slug).lede), flush=True)
"""


class Editor:
    """What ``edit`` returns from with True is committed; used as ``with Editor(cluster) as editor``."""

    def __init__(self, cluster: Cluster):
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM], env=cluster.settings(0), cwd=ROOT, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def edit(self, slug: str, lede: str, *, last: bool = False) -> bool:
        """Whether the edit was acknowledged; False once the database has gone.

        With ``last`` the process ends at the commit, before anything that follows it.
        """
        try:
            self.process.stdin.write(json.dumps([slug, lede, last]) + "\n")
            self.process.stdin.flush()
            return bool(self.process.stdout.readline())
        except BrokenPipeError:
            return False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
