"""Load from wrk: addresses walked in turn, so that no single hot page is measured."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .servers import kept_to

UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass
class Measured:
    """One run: requests a second, times in milliseconds, processor milliseconds a request of the server's processes."""

    rate: float
    p50: float
    p99: float
    failed: int
    cpu: float = 0.0

    @property
    def tail(self) -> float:
        return self.p99 / self.p50

    def row(self) -> str:
        return f"{self.rate:,.0f} | {self.p50:.2f} | {self.p99:.2f} | {self.cpu:.3f}{f' | {self.failed} failed' * bool(self.failed)}"


def script(folder: Path, paths: list[str], headers: dict[str, str]) -> Path:
    """What wrk asks for: each path in turn, each thread from a place of its own."""
    file = folder / f"walk-{abs(hash((tuple(paths), tuple(headers.items()))))}.lua"
    listed = ",\n".join(f'  "{path}"' for path in paths)
    set_headers = "\n".join(f"wrk.headers[{name!r}] = {value!r}" for name, value in headers.items())
    file.write_text(
        f"local paths = {{\n{listed}\n}}\n{set_headers}\nlocal at = 0\n"
        "function request()\n  at = at % #paths + 1\n  return wrk.format('GET', paths[at])\nend\n"
    )
    return file


def milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * UNITS[unit]


def run(
    folder: Path,
    server,
    paths: list[str],
    *,
    seconds: float,
    connections: int = 8,
    headers=None,
    processor: int | None = None,
) -> Measured:
    """Loads a server for some seconds; from one ``processor`` alone, where it is named."""
    walk = script(folder, paths, {"Accept-Encoding": "gzip"} | (headers or {}))
    before = server.cpu_seconds()
    said = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{max(seconds, 1):.0f}s", "--timeout", "20s", "--latency", "-s", walk, server.url],
        capture_output=True, text=True, check=True, timeout=seconds + 60, preexec_fn=kept_to(processor),
    ).stdout  # fmt: skip
    spent = server.cpu_seconds() - before
    number = int(re.search(r"(\d+) requests in", said)[1])
    if not number:
        sys.exit(
            f"{server.name} finished no request in {seconds:.0f} s: the machine is too busy, or --seconds too few."
        )
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Measured(
        rate=float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),
        p50=milliseconds(re.search(r"^ +50% +(\S+)", said, re.M)[1]),
        p99=milliseconds(re.search(r"^ +99% +(\S+)", said, re.M)[1]),
        failed=(sum(map(int, errors.groups())) if errors else 0) + int(bad[1] if bad else 0),
        # Never nothing, below the kernel's clock tick: ratios divide by it.
        cpu=max(spent * 1000 / number, 0.0001),
    )
