"""What a reading would change among the figures, and the change itself, in one transaction."""

import hashlib
import json
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from careerguide.models import PERCENTILES, FigureChange, PayFigure, PayImport, Place, Role, Source, content_changed

from .reading import Reading, RefusedError

# What an import may change in a figure that is there. Its wording and its note belong to staff.
IMPORTED = ("n", *PERCENTILES, "mean", "p50_usd", "top_code", "quality", "currency", "unit", "pay_basis", "n_unit")
# For official occupations the code is the identity; title and closeness may change.
OF_OCCUPATION = ("match", "label")
PRIMARY = PayFigure.Match.OCCUPATION_PRIMARY.value
ALTERNATE = PayFigure.Match.OCCUPATION_ALTERNATE.value


class OutdatedError(Exception):
    """The figures have changed since the preview that somebody confirms."""


@dataclass
class Plan:
    """What an import would do: figures by what becomes of them, and ``changes``, the same for the record, not saved."""

    changes: list[FigureChange] = field(default_factory=list)
    added: list[PayFigure] = field(default_factory=list)
    changed: list[PayFigure] = field(default_factory=list)
    set_aside: list[PayFigure] = field(default_factory=list)
    unchanged: list[PayFigure] = field(default_factory=list)
    kept_newer: int = 0
    kept_absent: int = 0

    @property
    def fingerprint(self) -> str:
        """Equal for plans that do the same."""
        content = [
            (c.kind, c.role_id, c.place.code, c.period, c.match, c.occupation_code, c.label, c.before, c.after)
            for c in self.changes
        ]
        return hashlib.sha256(json.dumps([content, self.kept_newer]).encode()).hexdigest()

    def add(self, figure: PayFigure):
        self.added.append(figure)
        self.note(FigureChange.Kind.ADDED, figure, None, values(figure))

    def change(self, figure: PayFigure, before: dict):
        """Notes that a figure, which has its new amounts already, supersedes those before."""
        self.changed.append(figure)
        self.note(FigureChange.Kind.CHANGED, figure, before, values(figure))

    def step_back(self, figure: PayFigure):
        """Notes that a figure gives way to a newer period: it stays, and is shown where its period is asked for."""
        figure.is_main = False
        self.set_aside.append(figure)
        self.note(FigureChange.Kind.SET_ASIDE, figure, {"is_main": True}, {"is_main": False})

    def note(self, kind: str, figure: PayFigure, before: dict | None, after: dict):
        self.changes.append(
            FigureChange(
                kind=kind,
                role=figure.role,
                place=figure.place,
                period=figure.period,
                match=figure.match,
                occupation_code=figure.occupation_code,
                label=figure.label,
                before=before,
                after=after,
                superseded_release=release_of(figure),
            )
        )


def values(figure: PayFigure) -> dict:
    """What an import may change, as plain values."""
    names = IMPORTED + OF_OCCUPATION if figure.occupation_code else IMPORTED
    return {name: getattr(figure, name) for name in names}


def series(role: str, place: str, given: dict) -> tuple:
    """What makes figures of a source the same but for the period: for occupations the code, else match and label."""
    code = given["occupation_code"]
    return role, place, given["statistic"], *((code,) if code else (given["match"], given["label"]))


def make_plan(reading: Reading) -> Plan:
    """Compares a reading with the figures of its source; asks the database four questions and changes nothing."""
    roles = {role.slug: role for role in Role.objects.all()}
    places = {place.code: place for place in Place.objects.all()}
    order = max((place.order for place in places.values()), default=0)
    for code, name in reading.place_names.items():
        if code not in places:
            order += 1
            places[code] = Place(code=code, name=name, order=order)
    source = Source.objects.filter(slug=reading.source).first()
    if source is None:
        raise RefusedError(
            f"There is no source “{reading.source}” in the guide: add it first, so that the figures have one."
        )
    stored = {}
    for figure in source.figures.select_related("role", "place", "pay_import"):
        stored.setdefault(series(figure.role.slug, figure.place.code, figure.__dict__), {})[figure.period] = figure
    plan, given = Plan(), set()
    for row in reading.figures:
        if row["role"] not in roles:  # removed since the file was read
            continue
        line = series(row["role"], row["place"], row)
        given.add((line, row["period"]))
        periods = stored.get(line, {})
        figure = periods.get(row["period"])
        columns = {name: value for name, value in row.items() if name not in ("role", "place", "only_known")}
        if figure is None:
            if not row["only_known"]:
                add_in_period(
                    plan,
                    PayFigure(source=source, role=roles[row["role"]], place=places[row["place"]], **columns),
                    periods,
                )
        elif release_of(figure) > reading.release:
            plan.kept_newer += 1
        else:
            before = values(figure)
            for name in before:
                setattr(figure, name, columns[name])
            if values(figure) == before:
                plan.unchanged.append(figure)
            else:
                plan.change(figure, before)
    absent = [
        figure
        for line, periods in stored.items()
        for period, figure in periods.items()
        if (line, period) not in given and (not reading.places or figure.place.code in reading.places)
    ]
    plan.kept_absent = len(absent)
    one_primary_each(plan, absent)
    return plan


def add_in_period(plan: Plan, figure: PayFigure, periods: dict[str, PayFigure]):
    """Adds a figure beside those of other periods: of the main ones, only the newest stays so."""
    if figure.is_main:
        rivals = [other for other in periods.values() if other.is_main]
        if any(other.period > figure.period for other in rivals):
            figure.is_main = False
        else:
            for other in rivals:
                plan.step_back(other)
    plan.add(figure)


def release_of(figure: PayFigure) -> str:
    """The release that the amounts come from; empty when they come from no import."""
    return figure.pay_import.release if figure.pay_import else ""


def one_primary_each(plan: Plan, absent: list[PayFigure]):
    """A role whose closest occupation is another one now: the figure of the former becomes one of the others."""
    taken = {
        (figure.role_id, figure.place_id, figure.period)
        for figure in plan.added + plan.changed + plan.unchanged
        if figure.match == PRIMARY
    }
    for figure in absent:
        if figure.match == PRIMARY and (figure.role_id, figure.place_id, figure.period) in taken:
            before = values(figure)
            figure.match = ALTERNATE
            plan.change(figure, before)
            plan.kept_absent -= 1


def apply(reading: Reading, user=None, expected: str | None = None) -> tuple[PayImport, Plan]:
    """Carries out what the plan says and records it; all of it or nothing.

    The same file again changes nothing and gives the import of the first time. With ``expected``, the fingerprint of a
    plan that somebody has seen, raises OutdatedError when the plan has become another. Raises RefusedError.
    """
    try:
        with transaction.atomic():
            # Two imports of one source wait for each other here.
            source = Source.objects.select_for_update().filter(slug=reading.source).first()
            plan = make_plan(reading)
            if expected is not None and plan.fingerprint != expected:
                raise OutdatedError
            same = {
                "source": source,
                "digest": reading.digest,
                "release": reading.release,
                "places": ", ".join(reading.places),
            }
            earlier = PayImport.objects.filter(**same).order_by("pk").first()
            if earlier and not plan.changes:
                return earlier, plan
            return record(reading, plan, user, same), plan
    except IntegrityError as error:
        reason = " ".join(str(error).split())
        raise RefusedError(f"The database refuses a figure of this file ({reason}): check the title rules.") from error


def record(reading: Reading, plan: Plan, user, same: dict) -> PayImport:
    """Writes the import, its figures and its changes."""
    made = PayImport.objects.create(
        **same,
        file_name=reading.file_name,
        size=reading.size,
        imported_by=user,
        rows_read=reading.rows,
        added=len(plan.added),
        changed=len(plan.changed),
        set_aside=len(plan.set_aside),
        unchanged=len(plan.unchanged),
        kept_newer=plan.kept_newer,
        kept_absent=plan.kept_absent,
        rejected_count=reading.rejected_count,
        rejected=reading.rejected,
        unmapped_count=reading.unmapped_count,
        unmapped=reading.unmapped,
    )
    for place in {figure.place.code: figure.place for figure in plan.added}.values():
        if place.pk is None:
            place.save()
    for figure in plan.added + plan.changed:
        figure.pay_import = made
    # First those that give up being the closest occupation, so that a role never has two.
    names = [*IMPORTED, *OF_OCCUPATION, "pay_import"]
    PayFigure.objects.bulk_update(plan.set_aside, ["is_main"], batch_size=100)
    for batch in (
        [figure for figure in plan.changed if figure.match == ALTERNATE],
        [figure for figure in plan.changed if figure.match != ALTERNATE],
    ):
        PayFigure.objects.bulk_update(batch, names, batch_size=100)
    PayFigure.objects.bulk_create(plan.added, batch_size=100)
    PayFigure.objects.filter(pk__in=[figure.pk for figure in plan.unchanged]).update(pay_import=made)
    for change in plan.changes:
        change.pay_import = made
    FigureChange.objects.bulk_create(plan.changes, batch_size=100)
    content_changed()
    return made
