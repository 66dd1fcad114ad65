"""What every list of roles needs and only a change of content changes: read once for each content version."""

from dataclasses import dataclass
from functools import lru_cache

from careerguide.models import Level, PayFigure, Role, Skill, Track


@dataclass(frozen=True)
class Reference:
    """Tracks, levels and skills (slug and name) in order, how many roles there are, the end of the common pay scale."""

    tracks: list[Track]
    levels: list[Level]
    skills: list[tuple[str, str]]
    role_count: int
    highest_pay: int | None


def reference(version: int | None) -> Reference:
    """Shared by all requests: nobody changes it. Read anew for each when there is no version, as while debugging."""
    return read() if version is None else read_once(version)


def read() -> Reference:
    return Reference(
        tracks=list(Track.objects.all()),
        levels=list(Level.objects.all()),
        skills=list(Skill.objects.values_list("slug", "name")),
        role_count=Role.objects.published().count(),
        highest_pay=PayFigure.objects.for_headlines().highest(),
    )


@lru_cache(maxsize=1)
def read_once(version: int) -> Reference:
    return read()
