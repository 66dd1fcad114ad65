"""What many pages need and only a change of content changes: read once for each content version."""

from collections import Counter
from functools import cached_property, lru_cache, partial
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Count
from django.db.models.functions import Lower

from careerguide.models import (
    MOST_HOLDINGS,
    Level,
    PayFigure,
    PayFigureQuerySet,
    Place,
    Role,
    RoleSkill,
    Skill,
    Source,
    Track,
    a_to_z,
)

# Roles of one track and level that a picture or a ladder shows; a list has the others.
MOST_OF_A_GROUP = 4
LATEST = 5
# Views of the pay explorer whose lines are kept, whatever the tracks, levels, order and page: one or two megabytes each
# with ten thousand roles.
KEPT_PAY_VIEWS = 4
# Roles in a list to choose from; of more a reader types the name of one.
MOST_OPTIONS = 200
# Rows of the role list that are kept ready: some three megabytes.
MOST_LISTED = 2_000


class Paid(NamedTuple):
    """What a list by pay goes by: a role's key, the slugs of its track and level, its headline median in US dollars."""

    role: int
    track: str
    level: str
    median: int | None


class PayLine(NamedTuple):
    """A line of the pay explorer: the key of a role and that of a figure, or of a role without one.

    ``median`` is drawn, or None; ``by_title`` orders the lines from A to Z.
    """

    role: int
    figure: int | None
    track: Track
    level: Level
    median: int | None
    by_title: tuple[tuple[bytes, str], str, int]


class Reference:
    """Each part is read when the first page asks for it. Shared by all requests: nobody changes what it holds."""

    def __init__(self):
        self._rungs: dict[int, list[tuple]] = {}
        # What the role list shows of roles, by their keys.
        self.listed: dict[int, tuple] = {}

    @cached_property
    def tracks(self) -> list[Track]:
        return list(Track.objects.all())

    @property
    def track_slugs(self) -> set[str]:
        return {track.slug for track in self.tracks}

    @cached_property
    def levels(self) -> list[Level]:
        return list(Level.objects.all())

    @cached_property
    def skills(self) -> list[tuple[str, str]]:
        """Slug and name of all skills, in order."""
        return [(skill.slug, skill.name) for skill in self.skills_by_key.values()]

    @cached_property
    def skills_by_key(self) -> dict[int, Skill]:
        """All skills in order, with what lists to choose from show of them."""
        return {skill.pk: skill for skill in Skill.objects.only("slug", "name", "category").order_by(Lower("name"))}

    @cached_property
    def role_options(self) -> list[Role]:
        """All roles in ladder order to choose one from; none where there are too many for a list."""
        return (
            list(Role.objects.for_list().select_related("track", "level").in_ladder_order()) if self.lists_roles else []
        )

    @property
    def lists_roles(self) -> bool:
        """Whether readers choose a role from a list of all; otherwise they type its name."""
        return self.groups.total() <= MOST_OPTIONS

    @cached_property
    def groups(self) -> Counter[tuple[str, str]]:
        """How many published roles there are of each track and level, by their slugs."""
        return Role.objects.published().count_groups()

    @cached_property
    def first_of_groups(self) -> dict[tuple[str, str], list[Role]]:
        """The first roles of each track and level, by their slugs, with what a list shows of them."""
        found: dict[tuple[str, str], list[Role]] = {}
        for role in self.placed(Role.objects.first_of_groups(MOST_OF_A_GROUP)):
            found.setdefault((role.track.slug, role.level.slug), []).append(role)
        return found

    @cached_property
    def latest(self) -> list[Role]:
        """The roles whose texts changed last; finding them takes a look at all."""
        return self.placed(Role.objects.lately_written(LATEST))

    @cached_property
    def by_pay(self) -> list[Paid]:
        """All published roles, the best paid first and those without a headline median last."""
        medians, rows = PayFigure.objects.headline_medians(), []
        for key, track, level, title in (
            Role.objects.published().order_by().values_list("pk", "track_id", "level_id", "title")
        ):
            if track in self._tracks and level in self._levels:
                rank, median = self._levels[level].rank, medians.get(key)
                row = Paid(key, self._tracks[track].slug, self._levels[level].slug, median)
                rows.append((median is None, -(median or 0), rank, a_to_z(title), row))
        return [row for *_, row in sorted(rows)]

    @cached_property
    def home(self) -> Place | None:
        """The place of headline figures."""
        return next((place for place in self._places.values() if place.code == PayFigureQuerySet.HEADLINE_PLACE), None)

    @cached_property
    def highest_pay(self) -> int | None:
        """The end of the common pay scale of all lists."""
        return PayFigure.objects.for_headlines().highest()

    @cached_property
    def holders(self) -> Counter[int]:
        """How many published roles ask for each skill, by the skill's key."""
        return sum(self.holders_by_track.values(), Counter())

    @cached_property
    def holders_by_track(self) -> dict[int, Counter[int]]:
        """How many published roles of each track ask for each skill, by the keys of both."""
        rows = RoleSkill.objects.filter(role__status=Role.Status.PUBLISHED).order_by()
        found: dict[int, Counter[int]] = {}
        for track, skill, number in rows.values_list("role__track", "skill").annotate(Count("pk")):
            found.setdefault(track, Counter())[skill] = number
        return found

    def common_skills(self, track: Track) -> list[tuple[Skill, int]]:
        """The skills that the roles of a track ask for, each with how many do: those that most ask for first."""
        counts = self.holders_by_track.get(track.pk, Counter())
        found = [(self.skills_by_key[key], count) for key, count in counts.items() if key in self.skills_by_key]
        return sorted(found, key=lambda pair: (-pair[1], a_to_z(pair[0].name)))

    def rarest(self, skills) -> list[int]:
        """Of some skills (keys) the rarest, the rarest first: as many as few roles ask for, and at least one."""
        found, holdings = [], 0
        for skill in sorted(skills, key=lambda skill: (self.holders.get(skill, 0), skill)):
            holdings += self.holders.get(skill, 0)
            if found and holdings > MOST_HOLDINGS:
                break
            found.append(skill)
        return found

    def placed(self, roles) -> list[Role]:
        """The roles with their track and level, without a query for each."""
        roles = list(roles)
        self.place(roles)
        return roles

    def place(self, roles):
        """Gives roles their track and level, without a query for each."""
        for role in roles:
            # Not there yet: what was added a moment ago, before the version moved.
            if track := self._tracks.get(role.track_id):
                role.track = track
            if level := self._levels.get(role.level_id):
                role.level = level

    def attribute(self, figures):
        """Gives pay figures their source and place, without a query for each."""
        for figure in figures:
            if source := self._sources.get(figure.source_id):
                figure.source = source
            if place := self._places.get(figure.place_id):
                figure.place = place

    @cached_property
    def _sources(self) -> dict[int, Source]:
        return {source.pk: source for source in Source.objects.all()}

    @cached_property
    def _places(self) -> dict[int, Place]:
        return {place.pk: place for place in Place.objects.all()}

    @cached_property
    def _tracks(self) -> dict[int, Track]:
        return {track.pk: track for track in self.tracks}

    @cached_property
    def _levels(self) -> dict[int, Level]:
        return {level.pk: level for level in self.levels}

    @cached_property
    def pay_offers(self) -> list[dict]:
        """What the pay explorer can show."""
        return list(PayFigure.objects.offers())

    def pay_lines(self, conditions: dict, currency: str, unit: str) -> list[PayLine]:
        """The lines for ``Role.objects.with_figures``, in ladder order."""
        return self._pay_lines(tuple(conditions.items()), currency, unit)

    @cached_property
    def _pay_lines(self):
        # Not bound to this object, which would then outlive its version until somebody looks for garbage.
        return lru_cache(maxsize=KEPT_PAY_VIEWS)(partial(read_pay_lines, self._tracks, self._levels))

    def keep_listed(self, rows: dict[int, tuple]):
        """Keeps what the role list shows of roles; when it is too much, only the last."""
        self.listed = {**self.listed, **rows} if len(self.listed) < MOST_LISTED else rows

    @cached_property
    def standing(self) -> dict[int, tuple[int, int, int]]:
        """By the key of each published role its place in ladder order, and the keys of its track and level."""
        rows = Role.objects.published().in_ladder_order().values_list("pk", "track_id", "level_id")
        return {key: (place, track, level) for place, (key, track, level) in enumerate(rows)}

    def rungs(self, track: int) -> list[tuple]:
        """The ladder of a track (its key) from the bottom up: rank of the level, rung, title and key of each role."""
        if track not in self._rungs:
            self._rungs[track] = Role.objects.rungs_of(track)
        return self._rungs[track]


def read_pay_lines(tracks: dict[int, Track], levels: dict[int, Level], conditions, currency, unit) -> list[PayLine]:
    """The lines of the pay explorer in ladder order, for tracks and levels by their keys."""
    rows = Role.objects.with_figures(dict(conditions), currency=currency, unit=unit)
    columns = ("pk", "figure_id", "shown_median", "track_id", "level_id", "rung", "title", "figure__label")
    lines = []
    for role, figure, median, track_key, level_key, rung, title, label in rows.values_list(*columns):
        track, level = tracks.get(track_key), levels.get(level_key)
        if track and level:
            by_title = (a_to_z(title), label or "", figure or 0)
            line = PayLine(role, figure, track, level, median, by_title)
            lines.append((track.order, level.rank, rung, title, by_title, line))
    return [line for *_, line in sorted(lines, key=itemgetter(slice(5)))]


def reference(version: int | None) -> Reference:
    """What belongs to a content version; read anew for each request when there is none, as while debugging."""
    return Reference() if version is None else kept(version)


@lru_cache(maxsize=1)
def kept(version: int) -> Reference:
    return Reference()
