"""What the pay pages show beside the marks: groups to choose from, the rule step by step, and what looks odd, in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from careerguide.models import AMOUNTS, FigureChange, PayFigure, PayFigureQuerySet, Role
from careerguide.reference import PayLine

MATCH_KEYS = {
    PayFigure.Match.EXACT: "adverts",
    PayFigure.Match.PROXY: "wider-adverts",
    PayFigure.Match.NAMED: "named",
    PayFigure.Match.OCCUPATION_PRIMARY: "closest-occupation",
    PayFigure.Match.OCCUPATION_ALTERNATE: "other-occupations",
}


@dataclass(frozen=True)
class CountedGroup:
    """A choice of the pay explorer: one source's figures of one match, or the claims of all secondary articles."""

    key: str
    label: str
    columns: dict[str, str | int]

    @property
    def is_claims(self) -> bool:
        return self.key == "claims"

    def offers(self, offer: dict) -> bool:
        """Whether an offer of ``PayFigure.objects.offers`` belongs to this choice."""
        return all(offer[column] == value for column, value in self.columns.items())


CLAIMS = CountedGroup("claims", "Claims of articles, listed only", {"quality": PayFigure.Quality.SECONDARY.value})


def counted_group(offer: dict) -> CountedGroup:
    """The choice that an offer of ``PayFigure.objects.offers`` belongs to."""
    if offer["quality"] == PayFigure.Quality.SECONDARY:
        return CLAIMS
    match = PayFigure.Match(offer["match"])
    publisher = (offer["source__publisher"] or offer["source__slug"]).partition(" (")[0]
    label = f"{match.label[:1].upper()}{match.label[1:]} ({publisher})"
    columns = {"source_id": offer["source_id"], "match": match.value}
    return CountedGroup(f"{offer['source__slug']}-{MATCH_KEYS[match]}", label, columns)


def counted_groups(offers: Iterable[dict]) -> list[CountedGroup]:
    """The choices in order: the closest match first, of two sources the one with more figures, the claims last."""
    groups, sizes = {CLAIMS.key: CLAIMS}, Counter()
    for offer in offers:
        group = counted_group(offer)
        groups[group.key] = group
        sizes[group.key] += offer["figures"]
    order = [match.value for match in MATCH_KEYS]

    def place(group):
        return order.index(group.columns["match"]), -sizes[group.key], group.key

    claims = [CLAIMS] if sizes[CLAIMS.key] or len(groups) == 1 else []
    return sorted((group for group in groups.values() if not group.is_claims), key=place) + claims


@dataclass(frozen=True)
class PayRow:
    """A row of the pay explorer: a role and one figure, or the gap of a role without one."""

    role: Role
    figure: PayFigure | None
    is_drawn: bool


def pay_rows(lines: Iterable[PayLine], currency: str, unit: str) -> list[PayRow]:
    """The rows for some lines; figures in another currency or unit are not drawn."""
    roles = Role.objects.for_list().in_bulk({line.role for line in lines})
    figures = PayFigure.objects.for_rows([line.figure for line in lines if line.figure])
    rows = []
    for line in lines:
        # Not there any more: what was unpublished a moment ago, before the version moved.
        if role := roles.get(line.role):
            role.track, role.level = line.track, line.level
            if figure := figures.get(line.figure):
                figure.role = role
            fits = figure is not None and figure.is_drawn and (figure.currency, figure.unit) == (currency, unit)
            rows.append(PayRow(role, figure, fits))
    return rows


def count_lines(lines: list[PayLine], mark: int | None) -> dict[str, int]:
    """How many ``roles`` and figures lines have, how many ``medians`` are drawn, and how many lie ``below`` a mark."""
    medians = [line.median for line in lines if line.median is not None]
    return {
        "roles": len({line.role for line in lines}),
        "figures": sum(line.figure is not None for line in lines),
        "medians": len(medians),
        "below": sum(median < (mark or 0) for median in medians),
    }


def in_page_order(figures: Iterable[PayFigure]) -> list[PayFigure]:
    """Figures in the order of a role's pay page: by place, closeness and source, the newest period first."""
    figures = sorted(figures, key=lambda figure: (figure.label, figure.statistic))
    figures.sort(key=lambda figure: figure.period, reverse=True)
    figures.sort(key=lambda figure: (figure.place.order, figure.match, figure.source.slug))
    return figures


def remarks(rows: Iterable[PayRow]) -> list[tuple[str, list[Role]]]:
    """What a reader must know of single rows: each note once, with its roles; none where it holds for every row."""
    rows = [row for row in rows if row.figure]
    notes = {}
    for row in rows:
        if row.figure.note:
            notes.setdefault(row.figure.note, []).append(row.role)
    return [(note, roles if len(roles) < len(rows) else []) for note, roles in notes.items()]


@dataclass(frozen=True)
class ChangedValue:
    """What an import changed in a figure: the name of the value, and its words before and after."""

    name: str
    before: str
    after: str


def changed_values(change: FigureChange) -> list[ChangedValue]:
    """The changes of one figure in words; amounts of groups too small to show are left out."""
    states = (change.before or {}, change.after)
    hidden = {name for state in states for name in PayFigure.hidden(state.get("quality"))}
    # Here alone the count is told below ten as well: it is why the amounts went, or came.
    hidden.discard("n")
    if change.before is None:
        # Of a new figure, what it is stands beside its name.
        hidden |= {"currency", "unit", "pay_basis", "n_unit", "match", "label"}
    currency = change.after.get("currency") or ""
    return [
        ChangedValue(
            str(PayFigure._meta.get_field(name).verbose_name),
            value_words(name, before, currency),
            value_words(name, after, currency),
        )
        for name, before, after in change.differences
        if name not in hidden
    ]


def value_words(name: str, value, currency: str) -> str:
    """A value of a figure as a log shows it; nothing for what is not given."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if choices := dict(PayFigure._meta.get_field(name).flatchoices):
        return str(choices.get(value, value))
    unit = "USD" if name == "p50_usd" else currency if name in (*AMOUNTS, "top_code") else ""
    return f"{value:,} {unit}".strip() if isinstance(value, int) else str(value)


COLUMNS = (
    *("role", "track", "level", "source", "place", "period", "pay_basis", "counts", "group", "population", "includes"),
    *("statistic", "currency", "unit", "n", "n_unit", *AMOUNTS, "top_code", "p50_usd"),
    *("quality", "note", "publisher", "release", "licence", "attribution", "address"),
)


def table(rows: Iterable[PayRow], address) -> list[list]:
    """The rows as cells in the order of ``COLUMNS``; ``address`` makes a whole address of a path."""
    return [cells(row, address) for row in rows]


def cells(row: PayRow, address) -> list:
    role, figure = row.role, row.figure
    named = [role.title, role.track.name, role.level.name]
    if figure is None:
        gap = dict.fromkeys(COLUMNS[len(named) :], "") | {
            "quality": "no figure",
            "address": address(role.get_pay_url()),
        }
        return named + list(gap.values())
    source = figure.source
    return [
        *named,
        source.title,
        figure.place.name,
        figure.period,
        figure.get_pay_basis_display(),
        figure.get_match_display(),
        " ".join(filter(None, (figure.occupation_code, figure.label))),
        figure.population,
        figure.included,
        figure.get_statistic_display(),
        figure.currency,
        figure.get_unit_display(),
        f"under {PayFigureQuerySet.FEWEST_ADVERTS}" if figure.is_insufficient else figure.n,
        figure.n_unit,
        *figure.shown_amounts.values(),
        figure.shown("top_code"),
        figure.shown("p50_usd"),
        figure.get_quality_display(),
        figure.note,
        source.publisher,
        source.release,
        source.licence,
        source.attribution,
        address(figure.get_absolute_url()),
    ]
