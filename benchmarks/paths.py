"""Times the path finder in a made-up graph of 10,000 roles and 50,000 steps: ``python -m benchmarks.paths``.

Times are milliseconds of the processor, and by the clock: on a busy machine only the first say something of the code.
"""

import random
import sys
import time

from careerguide.graph import Graph, Step
from careerguide.paths import PREFERENCES, routes

ROLES, STEPS, SKILLS, QUESTIONS = 10_000, 50_000, 200, 200
MOST = 50  # milliseconds of the processor, for 95 of 100 questions


def made_up_graph(chance: random.Random) -> Graph:
    roles = [f"role-{number:05}" for number in range(ROLES)]
    skills = [f"skill-{number:03}" for number in range(SKILLS)]
    pairs: set[tuple[str, str]] = set()
    while len(pairs) < STEPS:
        start, end = chance.sample(roles, 2)
        pairs.add((start, end))
    steps = []
    for start, end in sorted(pairs):
        years = chance.randint(0, 5)
        steps.append(Step(start, end, chance.choice(["ladder", "switch", "switch", "long"]), years, years + 2))
    return Graph(
        {role: f"track-{number % 6}" for number, role in enumerate(roles)},
        {role: {skill: chance.randint(1, 4) for skill in chance.sample(skills, 10)} for role in roles},
        steps,
    )


def milliseconds(work, *arguments) -> tuple[float, float]:
    """How long a call takes: of the processor, and by the clock."""
    clock, processor = time.perf_counter(), time.process_time()
    work(*arguments)
    return (time.process_time() - processor) * 1000, (time.perf_counter() - clock) * 1000


def at(share: float, times: list[float]) -> float:
    return sorted(times)[int(len(times) * share)]


def main() -> int:
    chance = random.Random(1)
    graph = made_up_graph(chance)
    for prefer in PREFERENCES:
        print(f"weights for {prefer}, once for each content version: {milliseconds(graph.weigh, prefer)[0]:.0f} ms")
    questions = [chance.sample(graph.roles, 2) for _ in range(QUESTIONS)]
    own = {f"skill-{number:03}": 3 for number in range(10)}
    slowest = 0.0
    for prefer in PREFERENCES:
        for have in ({}, own):
            processor, clock = zip(*(milliseconds(routes, graph, *q, prefer, have) for q in questions), strict=True)
            slowest = max(slowest, at(0.95, processor))
            skills = f", {len(have)} skills of the reader's own" if have else ""
            print(
                f"routes by {prefer}{skills}: median {at(0.5, processor):.1f} ms, 95th percentile "
                f"{at(0.95, processor):.1f} ms (by the clock {at(0.5, clock):.1f} and {at(0.95, clock):.1f})"
            )
    print(f"Slowest 95th percentile: {slowest:.1f} ms; it must stay under {MOST} ms.")
    return int(slowest >= MOST)


if __name__ == "__main__":
    sys.exit(main())
