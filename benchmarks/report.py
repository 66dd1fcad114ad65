"""What was measured as tables, and held against the targets."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

INTRODUCTION = """# Performance

Written by `make bench`; the last whole run. Other machines give other figures: what carries over are the ratios, which
come from one run, with the site, its sizes and its peers under load in turn. wrk walks {many} addresses of each kind, asking for
gzip, over loopback; two processes serve. The processor's time a request is that of all processes of the server, from the
kernel's accounts; it is the steadiest figure.

wrk has no processor of its own: at 64 connections the slowest hundredth waits for a turn of the processor, {crowd[the site]:.1f} times
the median for the site and {crowd[nginx]:.1f} for nginx serving a file. So the times at 64 connections are held against their target
where one process has one processor and wrk the other: {alone[the site]:.1f} times the median, nginx {alone[nginx]:.1f}.

Naive Django renders the same templates from the same database with `prefetch_related` for everything, Markdown rendered
for each reader, a connection for each request and no cache, under gunicorn with two sync workers. The view that says
hello runs under the same. nginx serves the files of `manage.py export_site` by the configuration that the export wrote,
and, as a cache before the site, by `proxy_cache`. Wagtail shows the same texts, skills, figures and questions as its
tutorial would build them (`benchmarks/peers/wagtail_site/`), without our pictures: a lighter page than ours.

Generated sites hold the real roles again and again under other titles (`benchmarks/content.py`), so a page is as large as
a real one; tracks, levels, skills and sources stay as many as they are.
"""


def machine() -> str:
    text = Path("/proc/meminfo").read_text()
    gigabytes = int(re.search(r"MemTotal:\s+(\d+)", text)[1]) / 2**20
    nginx = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=True).stderr.split("/")[-1].strip()
    versions = ", ".join(f"{name} {version(name)}" for name in ("django", "granian", "gunicorn"))
    return (
        f"{os.cpu_count()} cores, {gigabytes:.0f} GiB, {platform.system()}, Python {platform.python_version()}, "
        f"SQLite {__import__('sqlite3').sqlite_version}, {versions}, nginx {nginx}"
    )


def table(head: list[str], rows: list[list]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def seconds(value: float | None) -> str:
    return "given up" if value is None else f"{value:.1f} s" if value >= 0.1 else f"{value * 1000:.0f} ms"


# How 64 connections are measured besides: sharing both processors with wrk, and with one each.
TAILS = ("crowd", "alone")


def peers(bench) -> str:
    names = list(dict.fromkeys(key[0] for key in bench.runs if isinstance(key[0], str) and key[0] not in TAILS))
    kept = bench.best("the site, role kept")
    rows = []
    for name in names:
        run = bench.best(name)
        rows.append(
            [name, f"{run.rate:,.0f}", f"{run.p50:.2f}", f"{run.p99:.2f}", f"{run.cpu:.3f}", f"{run.rate / kept.rate:.3f}", run.failed]
        )  # fmt: skip
    return table(
        ["8 connections", "requests/s", "p50 ms", "p99 ms", "processor ms", "to the kept page", "failed"], rows
    )


def pages(bench, size: int) -> str:
    rows = []
    for kind, page in bench.pages[size].items():
        runs = [
            bench.runs.get((size, kind, *how))
            for how in (("fresh", 8), ("kept", 1), ("kept", 8), ("kept", 64), ("304", 8))
        ]
        if any(runs):
            cells = [
                f"{r.rate:,.0f} · {r.p50:.1f} / {r.p99:.1f}{f' · {r.failed} failed' * bool(r.failed)}" if r else ""
                for r in runs
            ]
            rows.append([kind, page["queries"], f"{page['bytes']:,}", *cells])
    head = ["page", "queries", "bytes, gzip", "fresh, 8", "kept, 1", "kept, 8", "kept, 64", "304, 8"]
    return table(head, rows)


def growth(bench, sizes: list[int]) -> str:
    kinds = [kind for kind in bench.pages[sizes[0]] if all((s, kind, "fresh", 8) in bench.runs for s in sizes)]
    rows = [
        [kind, how, *(f"{bench.runs[size, kind, how, 8].cpu:.3f}" for size in sizes)]
        for kind in kinds
        for how in ("kept", "fresh")
    ]
    return table(["processor ms a request", "", *(f"{size:,} roles" for size in sizes)], rows)


def work(bench) -> str:
    rows = [
        [
            name,
            f"{value:.0f} ms"
            if "first page" in name and value
            else f"{value:.0f} MB"
            if "memory" in name
            else seconds(value),
        ]
        for name, value in bench.facts.items()
    ]
    return table(["what", "took"], rows)


def targets(bench, sizes: list[int], reference: int) -> list[tuple[str, float | None, str, float]]:
    """Name, value, at least or at most, bound; a value of None was given up or not measured."""
    small, large = sizes[0], sizes[-1]
    kept, best, fact = bench.best("the site, role kept"), bench.best, bench.facts.get
    found = [
        ("kept page, times a hello-world view", kept.rate / best("Django saying hello").rate, "≥", 3),
        ("kept page, times naive Django", kept.rate / best("naive Django, role").rate, "≥", 40),
        ("kept page, times Wagtail", kept.rate / best("Wagtail, role").rate, "≥", 100),
        ("kept page, times nginx serving the file", kept.rate / best("nginx, exported role").rate, "≥", 0.15),
        ("304, times the kept page", best("the site, role by 304").rate / kept.rate, "≥", 1),
        ("fresh role page, times naive Django", best("the site, role fresh").rate / best("naive Django, role").rate, "≥", 3),
        ("fresh filtered list, times naive Django",
         best("the site, filtered list fresh").rate / best("naive Django, filtered list").rate, "≥", 3),
        ("queries of a role page", bench.pages[reference]["role"]["queries"], "≤", 5),
        ("queries of a list", bench.pages[reference]["list, filtered"]["queries"], "≤", 8),
        ("nginx's cache before the site, times nginx serving the files",
         best("nginx, cache before the site").rate / best("nginx, exported role").rate, "≥", 0.8),
        ("64 connections, a processor each for site and wrk: p99, times p50", bench.tail("the site", "alone"), "≤", 2.5),
        ("64 connections: failed", sum(run.failed for key, run in bench.runs.items() if key[-1] == 64 or (key[0] in TAILS and key[1] == "the site")), "≤", 0),
    ]  # fmt: skip
    if large > small:

        def cpu(size: int, kind: str, how: str) -> float:
            return bench.runs[size, kind, how, 8].cpu

        found += [
            (f"kept page, {small:,} to {large:,} roles", cpu(large, "role", "kept") / cpu(small, "role", "kept"), "≤", 1.1),
            (f"fresh role page, {small:,} to {large:,} roles",
             cpu(large, "role", "fresh") / cpu(small, "role", "fresh"), "≤", 1.2),
        ] + [
            (f"fresh {kind}, {reference:,} to {large:,} roles",
             cpu(large, kind, "fresh") / cpu(reference, kind, "fresh"), "≤", 1.5)
            for kind in ("list, filtered", "search") if large > reference
        ]  # fmt: skip
    for size in sizes:
        most = 180 if size < 10_000 else 300
        found.append((f"memory of a worker in MB, cache full, {size:,} roles", fact(f"memory of a worker, cache full, {size:,} roles"), "≤", most))  # fmt: skip
        found.append((f"first page of a fresh worker in ms, {size:,} roles", fact(f"first page of a fresh worker, {size:,} roles"), "≤", 40))  # fmt: skip
        found.append(
            (f"start to first answer in s, {size:,} roles", fact(f"start to first answer, {size:,} roles"), "≤", 1)
        )
    found += [
        ("load of 1,000 roles from files in s", fact("load of 1,000 roles from files"), "≤", 60),
        (f"making {large:,} roles in s", fact(f"making {large:,} roles"), "≤", 60),
        (f"export of {large:,} roles in s", fact(f"export of {large:,} roles"), "≤", 60),
    ]
    return found


def verdicts(found) -> str:
    rows = []
    for name, value, sign, bound in found:
        met = value is not None and (value >= bound if sign == "≥" else value <= bound)
        rows.append(
            [
                name,
                f"{sign} {bound:g}",
                "given up" if value is None else f"{value:,.2f}",
                "met" if met else "**missed**",
            ]
        )
    return table(["target", "", "measured", ""], rows)


def written(bench, sizes: list[int], reference: int) -> str:
    """The whole report as Markdown."""
    many = len(bench.pages[reference]["role"]["paths"])
    parts = [
        INTRODUCTION.format(many=many, **{how: {name: bench.tail(name, how) for name in ("the site", "nginx")} for how in TAILS}),
        f"Machine: {machine()}. Each run {bench.seconds:g} s.\n",
        "## Targets\n", verdicts(targets(bench, sizes, reference)) + "\n",
        f"## The site and its peers, {reference:,} roles\n", peers(bench) + "\n",
        f"## Pages, {reference:,} roles\n",
        "Requests a second · p50 / p99 in milliseconds, at 1, 8 or 64 connections.\n", pages(bench, reference) + "\n",
        "## Growth\n", growth(bench, sizes) + "\n",
        "## Work, start and memory\n", work(bench) + "\n",
    ]  # fmt: skip
    return "\n".join(parts)
