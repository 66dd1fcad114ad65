"""Programs as processes of our own: started, signalled, awaited and ended with all that they started."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from glob import glob
from pathlib import Path

# What each program is called, where Debian keeps it, and what to install for it.
PROGRAMS = {
    "postgres": ("/usr/lib/postgresql/*/bin", "postgresql"),
    "initdb": ("/usr/lib/postgresql/*/bin", "postgresql"),
    "pg_ctl": ("/usr/lib/postgresql/*/bin", "postgresql"),
    "redis-server": ("/usr/bin", "redis-server"),
    "nginx": ("/usr/sbin", "nginx-light"),
    "wrk": ("/usr/bin", "wrk"),
}


def find_programs() -> dict[str, str]:
    """The path of every program; leaves with a sentence when some are missing."""
    found, missing = {}, set()
    for name, (folder, package) in PROGRAMS.items():
        paths = sorted(glob(f"{folder}/{name}")) + list(filter(None, [shutil.which(name)]))
        if paths:
            found[name] = paths[-1] if paths[-1].startswith("/usr/lib/postgresql") else paths[0]
        else:
            missing.add(package)
    if missing:
        sys.exit(f"Some programs are missing: run “apt install {' '.join(sorted(missing))}” as root, then again.")
    return found


class Service:
    """One process, in a group of its own so that all of it can be stopped; what it prints goes to a file."""

    def __init__(self, name: str, folder: Path, command: list[str], *, environment=None, user=None, cwd=None):
        self.name, self.command, self.environment, self.user = name, command, environment, user
        self.log, self.cwd = folder / f"{name}.log", cwd or folder
        self.process: subprocess.Popen | None = None

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self.environment, cwd=self.cwd,
                start_new_session=True, user=self.user, group=self.user,
            )  # fmt: skip

    def send(self, sign: signal.Signals):
        """Sends a signal to the process and all that it started."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, sign)

    def stop(self, sign: signal.Signals = signal.SIGTERM, patience: float = 20):
        """Ends it, and waits until it has ended; by force when it takes too long."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def processor_seconds(self) -> float:
        """Processor time that the process and its children have taken so far."""
        used = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                if self.process.pid in (int(stat.parent.name), int(fields[1])):
                    used += int(fields[11]) + int(fields[12])
        return used / os.sysconf("SC_CLK_TCK")

    def kill(self):
        """As if the power had failed: the process and all that it started at once, without a word."""
        self.send(signal.SIGKILL)
        self.process.wait()


def wait_for(what: str, is_so, patience: float = 60):
    """Waits until something is so; raises a TimeoutError that says what did not come."""
    until = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(f"{what} did not come within {patience:.0f} s.")
        time.sleep(0.05)


def listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
