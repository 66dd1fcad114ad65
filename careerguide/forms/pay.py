"""The choices of the pay explorer."""

from collections import Counter
from operator import attrgetter

from django import forms

from careerguide.models import PayFigure, PayFigureQuerySet
from careerguide.pay_page import CountedGroup, counted_groups
from careerguide.reference import PayLine

from .base import FilterForm


class PayFilterForm(FilterForm):
    """The choices of the pay explorer: one group of figures, in one place, on one axis."""

    VIEWS = {"chart": "Chart", "table": "Table"}
    MOST_PAY = 10_000_000

    source = forms.ChoiceField(required=False, label="What is counted")
    place = forms.ChoiceField(required=False, label="Place")
    period = forms.ChoiceField(required=False, label="Period")
    me = forms.CharField(required=False, label="Mark my pay")
    view = forms.ChoiceField(required=False, label="Show as", choices=list(VIEWS.items()))

    def __init__(self, data, *, tracks, levels, offers):
        super().__init__(data, tracks=tracks, levels=levels)
        self.offers = offers
        self.groups = {group.key: group for group in counted_groups(self.offers)}
        self.places = {offer["place__code"]: offer["place__name"] for offer in self.offers}
        periods = sorted({offer["period"] for offer in self.offers}, reverse=True)
        self.fields["source"].choices = [(group.key, group.label) for group in self.groups.values()]
        self.fields["place"].choices = list(self.places.items())
        self.fields["period"].choices = [(period, period) for period in periods]
        for name in ("source", "place", "period", "view"):
            self.refuse(name, f"There is no {name} “%(value).40s”, so the usual one is shown. Pick one of the list.")
        self.is_valid()

    def clean_me(self):
        """A whole amount; commas and spaces between the digits are how people write one."""
        written = "".join(self.cleaned_data["me"].split()).replace(",", "").lstrip("$£€")
        if not written:
            return None
        if not (written.isascii() and written.isdigit() and len(written) <= 9 and 0 < int(written) <= self.MOST_PAY):
            raise forms.ValidationError("Pay must be a whole number, such as 150000.")
        return int(written)

    @property
    def group(self) -> CountedGroup:
        """What is counted; the first choice unless another is in force."""
        return self.groups.get(self.value("source"), self.usual_group)

    @property
    def usual_group(self) -> CountedGroup:
        return next(iter(self.groups.values()))

    @property
    def place_code(self) -> str:
        """The code of the place; the one of headline figures unless another is in force."""
        home = PayFigureQuerySet.HEADLINE_PLACE
        return self.value("place") or (home if home in self.places else next(iter(self.places), home))

    @property
    def is_home(self) -> bool:
        return self.place_code == PayFigureQuerySet.HEADLINE_PLACE

    @property
    def shown_as(self) -> str:
        return self.value("view") or "chart"

    @property
    def chosen(self) -> list[dict]:
        """The offers that the choices in force leave."""
        period = self.value("period")
        return [
            offer
            for offer in self.offers
            if self.group.offers(offer)
            and offer["place__code"] == self.place_code
            and (offer["is_main"] if period is None else offer["period"] == period)
        ]

    @property
    def money(self) -> tuple[str, str]:
        """Currency and unit of the axis: those of most figures shown."""
        sizes = Counter()
        for offer in self.chosen:
            sizes[offer["currency"], offer["unit"]] += offer["figures"]
        return sizes.most_common(1)[0][0] if sizes else ("USD", PayFigure.Unit.YEAR.value)

    @property
    def highest(self) -> int | None:
        """The highest amount to be drawn on the axis, whatever the track, level and page."""
        offers = [offer for offer in self.chosen if (offer["currency"], offer["unit"]) == self.money]
        tops = [top for offer in offers for name, top in offer.items() if name.startswith("top_") and top is not None]
        return max(tops, default=None)

    def conditions(self) -> dict:
        """What a figure has to meet, as columns of PayFigure; a place without figures meets nothing."""
        place = next((offer["place_id"] for offer in self.chosen), None)
        period = {"period": self.value("period")} if self.value("period") else {"is_main": True}
        return {**self.group.columns, "place_id": place or 0, **period}

    def filter(self, lines: list[PayLine]) -> list[PayLine]:
        """The lines of the tracks and levels chosen.

        Every role stands in the first view, with or without a figure; elsewhere most have none, so those are left out.
        """
        if tracks := self.value("track"):
            lines = [line for line in lines if line.track.slug in tracks]
        if levels := self.value("level"):
            lines = [line for line in lines if line.level.slug in levels]
        return lines if self.shows_gaps else [line for line in lines if line.figure]

    @property
    def shows_gaps(self) -> bool:
        return self.is_home and self.group == self.usual_group and self.value("period") is None

    def order(self, lines: list[PayLine]) -> list[PayLine]:
        """The lines, which are in ladder order, in the order chosen; those without a median last."""
        if self.order_name == "pay":
            return sorted(
                lines, key=lambda line: (line.median is None, -(line.median or 0), line.level.rank, *line.by_title)
            )
        return sorted(lines, key=attrgetter("by_title")) if self.order_name == "title" else lines

    def parameters(self) -> list[tuple[str, str]]:
        pairs = self.chosen_groups()
        pairs += [(name, self.value(name)) for name in ("source", "place", "period", "me")]
        pairs.append(("sort", self.order_name if self.order_name != "level" else None))
        pairs.append(("view", self.shown_as if self.shown_as != "chart" else None))
        usual = {("source", self.usual_group.key), ("place", PayFigureQuerySet.HEADLINE_PLACE)}
        return [(name, str(value)) for name, value in pairs if value and (name, value) not in usual]

    def chip_words(self) -> dict:
        return {
            "track": lambda value: self.tracks[value].name,
            "level": lambda value: self.levels[value].name,
            "source": lambda value: self.groups[value].label,
            "place": lambda value: self.places[value],
            "period": lambda value: f"Period {value}",
            "me": lambda value: f"My pay {int(value):,}",
        }

    def title(self) -> str:
        """What the view is called: Senior pay in Engineering, United Kingdom."""
        levels = " and ".join(self.levels[slug].name.lower() for slug in self.value("level") or [])
        tracks = " and ".join(self.tracks[slug].short_name for slug in self.value("track") or [])
        title = f"{levels} pay".strip().capitalize() if levels else "Pay"
        title += f" in {tracks}" if tracks else " by role" if not levels else ""
        return title + ("" if self.is_home else f", {self.places[self.place_code]}")
