"""Starts the cluster, tries what a large site has to stand, prints a table and takes everything down again.

``python -m benchmarks.cluster`` takes about six minutes; ``--keep`` leaves it running until Ctrl-C and prints its
addresses; ``--only words`` tries some. Ends with 1 when a trial fails.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .site import SITE, Cluster
from .trials import TRIALS, TrialError


def tried(trial, cluster: Cluster) -> bool:
    """Makes a trial and prints its row."""
    started = time.monotonic()
    try:
        cluster.mend()
        told, good = trial(cluster), True
    except (TrialError, TimeoutError, OSError, subprocess.SubprocessError) as error:
        told, good = str(error), False
    seconds = time.monotonic() - started
    print(f"| {'pass' if good else 'FAIL'} | {trial.__doc__} | {told} | {seconds:.0f} |", flush=True)
    return good


def run(cluster: Cluster, arguments) -> bool:
    """Whether everything held."""
    started = time.monotonic()
    cluster.start()
    print(f"PostgreSQL, Redis, {len(cluster.hosts)} hosts and nginx run after {time.monotonic() - started:.1f} s.")
    if arguments.keep:
        address = f"http://127.0.0.1:{cluster.ports['nginx']}/"
        print(f"Through nginx: {address} with “Host: {SITE}”; logs are in {cluster.folder}. Ctrl-C ends it.")
        signal.pause()
    print("\n| verdict | what | measured | seconds |\n|---|---|---|---|", flush=True)
    results = [tried(trial, cluster) for trial in TRIALS if arguments.only in trial.__name__]
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    print(
        f"\n{sum(results)} of {len(results)} hold, after {time.monotonic() - started:.0f} s on {os.cpu_count()} processors "
        f"with a load of {load}."
    )
    return all(results)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help="try nothing; run until Ctrl-C")
    parser.add_argument("--only", default="", help="trials whose name holds this, such as database")
    arguments = parser.parse_args()
    if not any(arguments.only in trial.__name__ for trial in TRIALS):
        parser.error(f"no trial has this in its name; there are {', '.join(trial.__name__ for trial in TRIALS)}")
    # A stop from outside ends like Ctrl-C: everything is taken down.
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="careerguide-cluster-"))
    cluster, keep_logs = None, False
    try:
        cluster = Cluster(folder)
        held = run(cluster, arguments)
        keep_logs = not held
    except KeyboardInterrupt:
        print("\nTaken down before the end.")
        held = False
    except BaseException:
        keep_logs = cluster is not None
        raise
    finally:
        # A second Ctrl-C does not leave half of it running.
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, signal.SIG_IGN)
        if cluster:
            cluster.stop()
        if keep_logs:
            print(f"Logs are in {folder}.")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
