"""What the forms share: tracks, levels and the order of a list, and the address that says the same."""

from urllib.parse import urlencode

from django import forms


class GroupForm(forms.Form):
    """Filters by track and level. A value that is wrong shows an error and is ignored; the rest still filters."""

    track = forms.MultipleChoiceField(required=False, label="Track")
    level = forms.MultipleChoiceField(required=False, label="Seniority")

    def __init__(self, data, *, tracks, levels):
        super().__init__(data)
        self.tracks = {track.slug: track for track in tracks}
        self.levels = {level.slug: level for level in levels}
        self.fields["track"].choices = [(slug, track.name) for slug, track in self.tracks.items()]
        self.fields["level"].choices = [(slug, level.name) for slug, level in self.levels.items()]
        for name in ("track", "level"):
            self.refuse(name, f"There is no {name} “%(value).40s”, so this filter is off. Pick one of the list.")

    def refuse(self, name: str, message: str):
        """Sets what a field says of a value that is not among its choices."""
        self.fields[name].error_messages["invalid_choice"] = message

    def value(self, name):
        """The cleaned value of a filter; nothing when it is absent or wrong."""
        return self.cleaned_data.get(name) or None

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """Field id and message of every wrong value."""
        return [(f"f-{name}", message) for name, messages in self.errors.items() for message in messages]

    def chosen_groups(self) -> list[tuple[str, str]]:
        """The tracks and levels in force as address parameters, in the order of the page."""
        pairs = [("track", slug) for slug in self.tracks if slug in (self.value("track") or [])]
        return pairs + [("level", slug) for slug in self.levels if slug in (self.value("level") or [])]

    def parameters(self) -> list[tuple[str, str]]:
        """The filters in force as address parameters, in one order: the canonical form of the view."""
        raise NotImplementedError

    def query(self, *, without: tuple[str, str] | None = None, **changes) -> str:
        """The address of this view: without one filter, or with some parameters changed."""
        pairs = [pair for pair in self.parameters() if pair != without and pair[0] not in changes]
        pairs += [(name, value) for name, value in changes.items() if value]
        return f"?{urlencode(pairs)}" if pairs else "?"


class FilterForm(GroupForm):
    """Filters and the order of a list of roles."""

    SORTS = {"level": "Seniority", "pay": "Median pay", "title": "A to Z"}

    sort = forms.ChoiceField(required=False, label="Sort by", choices=list(SORTS.items()))

    def __init__(self, data, *, tracks, levels):
        super().__init__(data, tracks=tracks, levels=levels)
        self.refuse("sort", "There is no order “%(value).40s”; the list is by seniority.")

    @property
    def order_name(self) -> str:
        return self.value("sort") or next(iter(self.SORTS))

    def sorts(self) -> list[dict]:
        return [
            {
                "label": label,
                "query": self.query(sort="" if position == 0 else sort),
                "current": sort == self.order_name,
            }
            for position, (sort, label) in enumerate(self.SORTS.items())
        ]

    def chip_words(self) -> dict:
        """By the name of a filter, the function that puts its value into words."""
        raise NotImplementedError

    def chips(self) -> list[dict]:
        """The filters in force that are not the usual ones, each with its words and the address without it."""
        words = self.chip_words()
        return [
            {"label": words[name](value), "query": self.query(without=(name, value))}
            for name, value in self.parameters()
            if name in words
        ]
