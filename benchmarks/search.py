"""Times the search over generated roles, and watches the memory while its index is made again and again.

``python -m benchmarks.search`` measures 1,000 and 10,000 roles and 60 rebuilds; ``--roles 1000 --rebuilds 0`` less.
Content goes into a database in memory, the index into a temporary folder. Times are milliseconds of one search in
process, by the clock and of the processor: on a busy machine only the second says something about the code.
"""

import argparse
import datetime
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

import yaml

from benchmarks.content import titles

ROOT = Path(__file__).resolve().parent.parent
TARGETS = {1_000: 5, 10_000: 20}  # milliseconds at the 95th percentile
MOST_GROWTH = 40  # megabytes over all rebuilds, after the first ten


def megabytes() -> float:
    """What this process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def make_roles(number: int, from_number: int = 0):
    """Adds roles as large as real ones: names, skills, six questions and 1,400 words of text from the real texts."""
    from django.db import connection

    from careerguide.models import Level, OtherTitle, Question, Role, RoleSkill, Section, Skill, Track

    chance = random.Random(from_number)
    words = " ".join(Section.objects.values_list("body", flat=True)[:300]).split()
    asked = list(Question.objects.values_list("question", flat=True)[:200])
    tracks, levels, skills = list(Track.objects.all()), list(Level.objects.all()), list(Skill.objects.all())
    real = set(Role.objects.values_list("title", flat=True).exclude(slug__startswith="made-"))
    names = titles(real)

    def text(count: int) -> str:
        return " ".join(chance.choices(words, k=count))

    roles = Role.objects.bulk_create(
        Role(
            slug=f"made-{place}",
            title=names[place],
            status="published",
            track=chance.choice(tracks),
            level=chance.choice(levels),
            rung=1,
            lede=text(20)[:200],
            written_on=datetime.date(2026, 1, 2),
        )
        for place in range(from_number, from_number + number)
    )
    OtherTitle.objects.bulk_create(
        OtherTitle(role=role, title=f"{chance.choice(names)} {order}"[:80], order=order)
        for role in roles
        for order in (1, 2)
    )
    RoleSkill.objects.bulk_create(
        RoleSkill(role=role, skill=skill, grade=2) for role in roles for skill in chance.sample(skills, 10)
    )
    # Straight into the tables, so that no Markdown is rendered; one long section, because the index takes all alike.
    questions = [
        (role.pk, f"q-{order}", chance.choice(asked), text(35), "", order) for role in roles for order in range(6)
    ]
    sections = [(role.pk, "overview", text(1_400), "", "editorial", "") for role in roles]
    with connection.cursor() as cursor:
        for table, columns, rows in (
            ("question", 'role_id, slug, question, answer, answer_html, "order"', questions),
            ("section", "role_id, kind, body, body_html, basis, gap_reason", sections),
        ):
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO careerguide_{table} ({columns}) VALUES ({marks})", rows)


def timed(work) -> str:
    started, worked = time.perf_counter(), time.process_time()
    work()
    return f"{time.perf_counter() - started:.2f} s, {time.process_time() - worked:.2f} s of the processor"


def make_anew():
    """Makes the index of this content as on a machine that has none."""
    from django.conf import settings

    from careerguide import search

    shutil.rmtree(settings.INDEX_DIR, ignore_errors=True)
    search.forget_index()
    search.current_index()


def change_one_role():
    from careerguide import search
    from careerguide.models import Role

    title = f"Zookeeper {time.monotonic_ns()}"
    role = Role.objects.filter(slug="made-1").get()
    role.title = title
    role.save()
    assert search.find(title, repair=False).in_order()[0].entry.title == title


def measure(roles: int, queries: list[str]) -> bool:
    from careerguide import search

    print(f"{roles:,} roles: index made in {timed(make_anew)}; {megabytes():.0f} MB")
    search.forget_index()
    print(f"  opened by the next process in {timed(search.current_index)}")
    print("  a role changed and found: " + "; ".join(timed(change_one_role) for _ in range(3)))
    good = True
    for name, ask in (("search", search.find), ("suggest", search.suggest)):
        clock, processor = [], []
        for query in queries * 3:
            started, worked = time.perf_counter(), time.thread_time()
            ask(query)
            processor.append((time.thread_time() - worked) * 1000)
            clock.append((time.perf_counter() - started) * 1000)
        median, slow, busy = percentile(clock, 0.5), percentile(clock, 0.95), percentile(processor, 0.95)
        target = TARGETS.get(roles)
        good &= target is None or busy <= target
        print(f"  {name}: median {median:.2f} ms, p95 {slow:.2f} ms (processor {busy:.2f} ms; at most {target})")
    return good


def rebuild(times: int) -> bool:
    """Makes the index anew and changes a role, so often; says how the memory of the process goes."""
    from careerguide import search

    sizes = []
    for _ in range(times):
        make_anew()
        change_one_role()
        search.find("machin lerning enginer")
        sizes.append(megabytes())
    shown = ", ".join(f"{size:.0f}" for size in sizes[:: max(times // 12, 1)])
    growth = sizes[-1] - max(sizes[: min(10, times)])
    print(f"{times} rebuilds: {shown} MB; {growth:+.0f} MB after the first ten (at most {MOST_GROWTH})")
    return growth <= MOST_GROWTH


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roles", type=int, nargs="*", default=sorted(TARGETS), help="how many, ascending")
    parser.add_argument(
        "--rebuilds", type=int, default=60, help="how often the index of the first number is made again"
    )
    arguments = parser.parse_args()
    folder = tempfile.TemporaryDirectory(prefix="careerguide-bench-")
    os.environ.update(
        INDEX_DIR=folder.name,
        DJANGO_SETTINGS_MODULE="careerguide.settings", DATABASE_URL="sqlite://:memory:", DEBUG="off", HTTPS="off",
        SECRET_KEY="only-for-measuring", ALLOWED_HOSTS="127.0.0.1",
    )  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command

    from careerguide import fixtures

    call_command("migrate", verbosity=0)
    fixtures.load()
    queries = [one["query"] for one in yaml.safe_load((ROOT / "tests" / "search_queries.yaml").read_text("utf-8"))]
    good, made = True, 0
    for position, roles in enumerate(arguments.roles):
        make_roles(roles - made, made)
        made = roles
        good &= measure(roles, queries)
        if position == 0 and arguments.rebuilds:
            good &= rebuild(arguments.rebuilds)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
