"""The pay page of a role and its card for other sites: all that they show."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from careerguide.cards import role_pay_card
from careerguide.models import PayFigure, Role
from careerguide.pay_page import PayRow, in_page_order
from careerguide.ranges import Headline, amounts, axis_for, headline, is_exact, pay_groups
from careerguide.sharing import absolute, description, title
from careerguide.structured_data import breadcrumbs, script

ROLE_PAY = "pay/role.html"
EMBED = "roles/embed.html"


def role_pay_context(
    role: Role, figures: Iterable[PayFigure], ladder: list[Role], headlines: dict[int, list[PayFigure]], track_size: int
) -> dict:
    """What the template shows of a role and its figures.

    ``ladder`` are the roles around it on the ladder of its track and itself, of ``track_size`` in all; ``headlines`` the
    figures of each role (its key) that may headline.
    """
    figures = in_page_order(figures)
    shown = [figure for figure in figures if figure.is_main]
    top = headline(shown)
    rungs = ladder_pay(ladder, headlines, top)
    return {
        "role": role,
        "headline": top,
        "headline_axis": axis_for(amounts(top.figure) if top.figure else [], most_steps=5),
        "rule_steps": rule_steps(shown, top),
        "oddities": oddities(role, top, ladder),
        "pay_groups": pay_groups(shown),
        "elsewhere": [figure for figure in shown if not figure.is_home],
        "other_periods": [figure for figure in figures if not figure.is_main],
        "rungs": rungs,
        "is_part_of_track": track_size > len(ladder),
        "title": title(f"{role.title}: pay, source by source", f"{role.title}: pay", f"{role.name}: pay"),
        "description": pay_description(role, top, len(figures)),
        "card": role_pay_card(role, top, figures),
        "structured_data": script(
            breadcrumbs(
                ("Roles", reverse("role_list")),
                (role.track.short_name, role.track.get_absolute_url()),
                (role.title, role.get_absolute_url()),
                ("Pay", role.get_pay_url()),
            )
        ),
        "rung_axis": axis_for(amount for rung in rungs if rung.figure for amount in amounts(rung.figure)),
    }


def embed_context(role: Role, figures: Iterable[PayFigure]) -> dict:
    """What the card of a role on other people's pages shows; ``figures`` are those that may headline."""
    top = headline(figures)
    return {
        "role": role,
        "headline": top,
        "axis": axis_for([top.figure.p90] if top.figure else [], most_steps=4),
        "page": absolute(role.get_absolute_url()),
    }


@dataclass(frozen=True)
class RuleStep:
    """A step of the headline rule: what it asks for, what there is, and whether it decided."""

    asks: str
    found: str
    decides: bool


def rule_steps(figures: Iterable[PayFigure], top: Headline) -> list[RuleStep]:
    """How the headline rule went for a role, step by step."""
    at_home = [f for f in figures if f.is_home]
    counts = [f.n for f in at_home if is_exact(f) and f.n is not None]
    adverts = f"There are {max(counts):,}." if counts else "There are none."
    closest = [f.label for f in at_home if f.match == PayFigure.Match.OCCUPATION_PRIMARY]
    asked = [
        ("Adverts in the United States with the role’s exact title, 30 or more.", adverts, not top.is_few),
        ("The same with 10 to 29 adverts, marked “few”.", adverts, top.is_few),
        (
            "The closest official occupation over all levels, left out of sorting and of the pay filter.",
            f"It is “{closest[0]}”." if closest else "There is none.",
            top.is_occupation,
        ),
        ("Otherwise: not enough data.", "", top.figure is None),
    ]
    return [
        RuleStep(asks, found, bool(decides and (position != 0 or top.is_comparable)))
        for position, (asks, found, decides) in enumerate(asked)
    ]


@dataclass(frozen=True)
class Oddity:
    """A lower rung of the ladder whose headline median, from the same source, lies above the role's own."""

    role: Role
    figure: PayFigure


def oddities(role: Role, top: Headline, ladder: Iterable[Role]) -> list[Oddity]:
    """Lower rungs that are advertised above the role; the ladder's roles carry their ``headline``."""
    if not top.is_comparable:
        return []
    lower = [other for other in ladder if other.level.rank < role.level.rank and other.headline.is_comparable]
    return [
        Oddity(other, other.headline.figure)
        for other in lower
        if other.headline.figure.source_id == top.figure.source_id
        and other.headline.figure.currency == top.figure.currency
        and other.headline.figure.p50 > top.figure.p50
    ]


def ladder_pay(ladder: list[Role], figures: dict[int, list[PayFigure]], top: Headline) -> list[PayRow]:
    """The headline figures of a track's roles, rung by rung and all of one source: that of the role, or the first.

    ``figures`` are those of each role (its key) that may headline.
    """
    for role in ladder:
        role.headline = headline(figures[role.pk])
    comparable = [role.headline.figure for role in ladder if role.headline.is_comparable]
    if not comparable:
        return []
    source = top.figure.source_id if top.is_comparable else comparable[0].source_id
    return [
        PayRow(role, figure if fits else None, fits)
        for role in ladder
        for figure in [role.headline.figure]
        for fits in [role.headline.is_comparable and figure.source_id == source]
    ]


def pay_description(role: Role, top: Headline, count: int) -> str:
    """What the role is said to pay and by how many figures, for search engines and previews."""
    median = ""
    if top.figure:
        what = "closest official occupation" if top.is_occupation else "adverts with the title"
        median = f"Median ${top.figure.p50:,} a year ({what}, {top.figure.n:,} counted)."
    figures = f"{count} pay figure{'' if count == 1 else 's'} with source, count and date"
    return description(f"{role.title}: {figures}.", median, "No two are averaged.")
