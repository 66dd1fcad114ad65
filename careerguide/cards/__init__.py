"""The share cards: what stands on the picture of a page, and the address of that picture."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from django.urls import reverse

from careerguide.models import PERCENTILES, Grade
from careerguide.ranges import Headline, axis_for
from careerguide.sharing import absolute


@dataclass(frozen=True)
class Scale:
    """A pay range on an axis from zero, in US dollars; a percentile that the source does not give is None."""

    top: int
    step: int
    p10: int | None
    p25: int | None
    p50: int
    p75: int | None
    p90: int | None


@dataclass(frozen=True)
class Card:
    """What stands on a card: a title under a line of small words, a band, and below it a pay range or a text."""

    kind: str
    name: str
    title: str
    above: str
    letter: str = ""
    rank: int | None = None
    before: str = ""
    after: str = ""
    stops: tuple[str, ...] = ()
    pay: str = ""
    pay_of: str = ""
    source: str = ""
    scale: Scale | None = None
    text: str = ""
    query: str = ""

    @cached_property
    def digest(self) -> str:
        """Names the picture: other words or another way of drawing give another address."""
        return hashlib.sha256(f"{drawing_digest()}{self!r}".encode()).hexdigest()[:12]

    @cached_property
    def path(self) -> str:
        """The address of the picture on this site."""
        address = reverse("card", args=[self.kind, f"{self.name}-{self.digest}"])
        address = f"{address}?{self.query}" if self.query else address
        if (cards := collected.get()) is not None:
            cards[address] = self
        return address

    @property
    def url(self) -> str:
        return absolute(self.path)

    @property
    def alt(self) -> str:
        """The card in words."""
        pay = f"{self.pay_of}: {self.pay}" if self.pay else ""
        return " ".join(
            f"{part.rstrip('.')}." for part in (self.title, self.above, pay, self.source, self.text) if part
        )

    def png(self) -> bytes:
        """The picture; who sends it keeps it."""
        # Here, because every page names its card and few draw one: Pillow takes a thirtieth of the start.
        from careerguide.cards.drawing import draw

        return draw(self)


collected: ContextVar[dict[str, Card] | None] = ContextVar("collected", default=None)


@contextmanager
def cards_named() -> Iterator[dict[str, Card]]:
    """Collects the cards of the pages made in it, by their address, for who draws them as well."""
    before = collected.set({})
    try:
        yield collected.get()
    finally:
        collected.reset(before)


@cache
def drawing_digest() -> str:
    """A digest of this package and its fonts."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for path in (*sorted(folder.glob("*.py")), *sorted(folder.glob("fonts/*.ttf"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def thousands(amount: int) -> str:
    return f"${(amount + 500) // 1000:,}k"


def pay_of(top: Headline) -> dict:
    """The headline as parts of a card. An official occupation is wider than the role, so it is left out."""
    figure = top.figure
    if not top.is_comparable or figure.currency != "USD":
        return {}
    amounts = [getattr(figure, name) for name in PERCENTILES]
    has_half = figure.p25 is not None and figure.p75 is not None
    counted_are = f"{'only ' * top.is_few}{figure.n:,} US adverts"
    axis = axis_for(amounts, most_steps=4)
    return {
        "pay": f"{thousands(figure.p25)} to {thousands(figure.p75)}" if has_half else thousands(figure.p50),
        "pay_of": f"{'Middle half' if has_half else 'Median'} of {counted_are}, {figure.period.replace('-', ' to ')}",
        "source": f"Source: {figure.source.title}",
        "scale": Scale(axis.top, axis.step, *amounts),
    }


def role_card(role, top: Headline, previous, following) -> Card:
    """The card of a role; ``previous`` and ``following`` are its neighbours on the ladder, or None."""
    pay = pay_of(top)
    return Card(
        "roles",
        role.slug,
        role.title,
        f"{role.track.short_name} track, level {role.level.rank}: {role.level.name}",
        letter=role.track.letter,
        rank=role.level.rank,
        before=previous.name if previous else "",
        after=following.name if following else "",
        text="" if pay else role.lede,
        **pay,
    )


def role_pay_card(role, top: Headline, figures: list) -> Card:
    """The card of a role's pay page; ``figures`` are all that the page shows."""
    sources = len({figure.source_id for figure in figures})
    pay = pay_of(top)
    return Card(
        "pay",
        role.slug,
        f"{role.title}: pay",
        f"{role.track.short_name} track, level {role.level.rank}",
        letter=role.track.letter,
        rank=role.level.rank,
        stops=(counted(len(figures), "figure"), counted(sources, "source"), "none averaged"),
        text="" if pay else top.why,
        **pay,
    )


def track_card(track, rungs: list[dict], role_count: int) -> Card:
    """The card of a track; ``rungs`` as its page lists them."""
    return Card(
        "tracks",
        track.slug,
        track.name,
        f"Track: {counted(role_count, 'role')} at {counted(len(rungs), 'level')}",
        letter=track.letter,
        stops=tuple(str(rung["level"].rank) for rung in rungs),
        text=track.line,
    )


def skill_card(skill, role_count: int) -> Card:
    """The card of a skill."""
    return Card(
        "skills",
        skill.slug,
        skill.name,
        f"Skill, needed in {counted(role_count, 'role')}",
        stops=tuple(grade.label for grade in Grade),
        text=skill.summary,
    )


def pay_view_card(title: str, counts: dict, counted_group: str, query: str) -> Card:
    """The card of a view of the pay explorer; ``counts`` as its page counts them, ``query`` as in its address."""
    return Card(
        "pay-explorer",
        "view",
        title,
        "Pay explorer",
        stops=(counted(counts["roles"], "role"), counted(counts["figures"], "figure"), "one scale"),
        text=f"{counted_group}. One source at a time, never an average of two.",
        query=query,
    )


def compare_card(roles: list, query: str) -> Card:
    """The card of a comparison of two roles or more, whatever their order."""
    names = [role.name for role in sorted(roles, key=lambda role: role.slug)]
    return Card(
        "compare",
        "roles",
        f"{', '.join(names[:-1])} and {names[-1]}",
        f"{len(roles)} roles side by side",
        stops=("skills", "duties", "pay", "fit"),
        text="Skills by grade, duties, what employers ask for, pay on one scale, and who each suits.",
        query=query,
    )


def path_card(start, target, said: str, query: str) -> Card:
    """The card of the way from one role to another; ``said`` sums up the best route."""
    return Card(
        "paths",
        "route",
        f"From {start.name} to {target.name}",
        "Path finder",
        stops=(
            f"{start.track.short_name}, level {start.level.rank}",
            f"{target.track.short_name}, level {target.level.rank}",
        ),
        text=f"{said} The skills to raise at each step, and what is hard about it.",
        query=query,
    )


def counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
