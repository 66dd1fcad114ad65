"""What many pages need and only a change of content changes: read once for each content version."""

from collections import Counter
from functools import cached_property, lru_cache

from django.db.models import Count

from careerguide.models import MOST_HOLDINGS, Level, PayFigure, PayFigureQuerySet, Place, Role, RoleSkill, Skill, Track


class Reference:
    """Each part is read when the first page asks for it. Shared by all requests: nobody changes what it holds."""

    def __init__(self):
        self._rungs: dict[int, list[tuple]] = {}

    @cached_property
    def tracks(self) -> list[Track]:
        return list(Track.objects.all())

    @cached_property
    def levels(self) -> list[Level]:
        return list(Level.objects.all())

    @cached_property
    def skills(self) -> list[tuple[str, str]]:
        """Slug and name of all skills, in order."""
        return list(Skill.objects.values_list("slug", "name"))

    @cached_property
    def groups(self) -> Counter[tuple[str, str]]:
        """How many published roles there are of each track and level, by their slugs."""
        return Role.objects.published().count_groups()

    @cached_property
    def home(self) -> Place | None:
        """The place of headline figures."""
        return Place.objects.filter(code=PayFigureQuerySet.HEADLINE_PLACE).first()

    @cached_property
    def highest_pay(self) -> int | None:
        """The end of the common pay scale of all lists."""
        return PayFigure.objects.for_headlines().highest()

    @cached_property
    def holders(self) -> dict[int, int]:
        """How many published roles ask for each skill, by the skill's key."""
        rows = RoleSkill.objects.filter(role__status=Role.Status.PUBLISHED).order_by()
        return dict(rows.values_list("skill").annotate(Count("pk")))

    def rarest(self, skills) -> list[int]:
        """Of some skills (keys) the rarest, the rarest first: as many as few roles ask for, and at least one."""
        found, holdings = [], 0
        for skill in sorted(skills, key=lambda skill: (self.holders.get(skill, 0), skill)):
            holdings += self.holders.get(skill, 0)
            if found and holdings > MOST_HOLDINGS:
                break
            found.append(skill)
        return found

    def place(self, roles):
        """Gives roles their track and level, without a query for each."""
        for role in roles:
            # Not there yet: what was added a moment ago, before the version moved.
            if track := self._tracks.get(role.track_id):
                role.track = track
            if level := self._levels.get(role.level_id):
                role.level = level

    @cached_property
    def _tracks(self) -> dict[int, Track]:
        return {track.pk: track for track in self.tracks}

    @cached_property
    def _levels(self) -> dict[int, Level]:
        return {level.pk: level for level in self.levels}

    def rungs(self, track: int) -> list[tuple]:
        """The ladder of a track (its key) from the bottom up: rank of the level, rung, title and key of each role."""
        if track not in self._rungs:
            self._rungs[track] = Role.objects.rungs_of(track)
        return self._rungs[track]


def reference(version: int | None) -> Reference:
    """What belongs to a content version; read anew for each request when there is none, as while debugging."""
    return Reference() if version is None else kept(version)


@lru_cache(maxsize=1)
def kept(version: int) -> Reference:
    return Reference()
