"""The GET forms of the public pages: they read the address, say what is wrong with it, and filter."""

from collections import Counter
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, F, Q

from careerguide.models import PayFigure, PayFigureQuerySet
from careerguide.pay_page import CountedGroup, counted_groups
from careerguide.search import KINDS, MOST_CHARACTERS, MOST_WORDS


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


class RoleFilterForm(FilterForm):
    """Filters of the role list."""

    PAY_STEPS = (100_000, 125_000, 150_000, 175_000, 200_000, 225_000)

    q = forms.CharField(required=False, label="Words in the role")
    skill = forms.ChoiceField(required=False, label="Needs the skill")
    pay = forms.IntegerField(required=False, label="Median pay, at least", min_value=1, max_value=10_000_000)

    def __init__(self, data, *, tracks, levels, skills, ticked=()):
        """``ticked`` are the roles to be compared, which stay ticked whatever the filters leave."""
        super().__init__(data, tracks=tracks, levels=levels)
        self.skills = dict(skills)
        self.ticked = {role.slug: role for role in ticked}
        self.fields["skill"].choices = [("", "Any skill"), *self.skills.items()]
        self.refuse("skill", "There is no skill “%(value).40s”, so this filter is off. Pick one of the list.")
        for message in ("invalid", "min_value", "max_value"):
            self.fields["pay"].error_messages[message] = (
                "Pay must be a whole number of US dollars a year, such as 150000."
            )
        for validator in self.fields["pay"].validators:
            validator.message = self.fields["pay"].error_messages["invalid"]
        self.is_valid()

    def clean_q(self):
        words = self.cleaned_data["q"].split()
        if len(self.cleaned_data["q"]) > MOST_CHARACTERS or len(words) > MOST_WORDS:
            raise forms.ValidationError(f"Use at most {MOST_WORDS} words and {MOST_CHARACTERS} characters.")
        return " ".join(words)

    @property
    def pay_steps(self) -> list[int]:
        """The steps of the pay filter, with the value in force among them."""
        return sorted({*self.PAY_STEPS, *([self.value("pay")] if self.value("pay") else [])})

    def filter(self, roles, *, without: str = ""):
        """The roles that pass every filter but ``without``."""
        conditions = Q()
        if without != "track" and (tracks := self.value("track")):
            conditions &= Q(track__slug__in=tracks)
        if without != "level" and (levels := self.value("level")):
            conditions &= Q(level__slug__in=levels)
        if skill := self.value("skill"):
            conditions &= Q(role_skills__skill__slug=skill)
        if pay := self.value("pay"):
            conditions &= Q(headline_median__gte=pay)
        roles = roles.filter(conditions)
        for word in (self.value("q") or "").split():
            roles = roles.filter(pk__in=roles.model.objects.mentioning(word).values("pk"))
        return roles

    def order(self, roles):
        orders = {
            "level": ["level__rank", "track__order", "rung", "title"],
            "pay": [F("headline_median").desc(nulls_last=True), "level__rank", "title"],
            "title": ["title"],
        }
        return roles.order_by(*orders[self.order_name])

    def facets(self, roles, name: str) -> list[dict]:
        """The options of track or level, with how many roles ticking each would show, the own group's ticks aside."""
        counts = dict(self.filter(roles, without=name).order_by().values_list(f"{name}__slug").annotate(Count("pk")))
        chosen = self.value(name) or []
        return [
            {"value": slug, "option": option, "count": counts.get(slug, 0), "checked": slug in chosen}
            for slug, option in getattr(self, f"{name}s").items()
        ]

    def parameters(self) -> list[tuple[str, str]]:
        pairs = [("q", self.value("q"))]
        pairs += self.chosen_groups()
        pairs += [("skill", self.value("skill")), ("pay", self.value("pay"))]
        if self.order_name != "level":
            pairs.append(("sort", self.order_name))
        pairs += [("role", slug) for slug in self.ticked]
        return [(name, str(value)) for name, value in pairs if value]

    def chips(self) -> list[dict]:
        """The filters in force, each with its words and the address without it."""
        words = {
            "q": lambda value: f"“{value}”",
            "track": lambda value: self.tracks[value].name,
            "level": lambda value: self.levels[value].name,
            "skill": lambda value: f"Needs {self.skills[value]}",
            "pay": lambda value: f"Median ${int(value):,} or more",
        }
        return [
            {"label": words[name](value), "query": self.query(without=(name, value))}
            for name, value in self.parameters()
            if name in words
        ]

    def title(self) -> str:
        """What the filtered list is called: Director roles in AI Product."""
        levels = " and ".join(self.levels[slug].name.lower() for slug in self.value("level") or [])
        tracks = " and ".join(self.tracks[slug].short_name for slug in self.value("track") or [])
        skill, pay, words = self.value("skill"), self.value("pay"), self.value("q")
        title = f"{levels[:1].upper()}{levels[1:]} roles" if levels else "Roles"
        title += f" in {tracks}" if tracks else ""
        title += f" that need {self.skills[skill]}" if skill else ""
        title += f" with a median of ${pay:,} or more" if pay else ""
        return title + (f" about “{words}”" if words else "")


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
        self.offers = list(offers)
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

    def conditions(self) -> dict:
        """What a figure has to meet, as columns of PayFigure; a place without figures meets nothing."""
        place = next((offer["place_id"] for offer in self.chosen), None)
        period = {"period": self.value("period")} if self.value("period") else {"is_main": True}
        return {**self.group.columns, "place_id": place or 0, **period}

    def filter(self, rows):
        """Rows of ``Role.objects.with_figures`` of the tracks and levels chosen.

        Every role stands in the first view, with or without a figure; elsewhere most have none, so those are left out.
        """
        if tracks := self.value("track"):
            rows = rows.filter(track__slug__in=tracks)
        if levels := self.value("level"):
            rows = rows.filter(level__slug__in=levels)
        return rows if self.shows_gaps else rows.filter(figure_id__isnull=False)

    @property
    def shows_gaps(self) -> bool:
        return self.is_home and self.group == self.usual_group and self.value("period") is None

    def order(self, rows):
        orders = {
            "level": ["track__order", "level__rank", "rung", "title"],
            "pay": [F("shown_median").desc(nulls_last=True), "level__rank", "title"],
            "title": ["title"],
        }
        return rows.order_by(*orders[self.order_name], "figure__label", "figure_id")

    def parameters(self) -> list[tuple[str, str]]:
        pairs = self.chosen_groups()
        pairs += [(name, self.value(name)) for name in ("source", "place", "period", "me")]
        pairs.append(("sort", self.order_name if self.order_name != "level" else None))
        pairs.append(("view", self.shown_as if self.shown_as != "chart" else None))
        usual = {("source", self.usual_group.key), ("place", PayFigureQuerySet.HEADLINE_PLACE)}
        return [(name, str(value)) for name, value in pairs if value and (name, value) not in usual]

    def chips(self) -> list[dict]:
        """The choices in force that are not the usual ones, each with its words and the address without it."""
        words = {
            "track": lambda value: self.tracks[value].name,
            "level": lambda value: self.levels[value].name,
            "source": lambda value: self.groups[value].label,
            "place": lambda value: self.places[value],
            "period": lambda value: f"Period {value}",
            "me": lambda value: f"My pay {int(value):,}",
        }
        return [
            {"label": words[name](value), "query": self.query(without=(name, value))}
            for name, value in self.parameters()
            if name in words
        ]

    def title(self) -> str:
        """What the view is called: Senior pay in Engineering, United Kingdom."""
        levels = " and ".join(self.levels[slug].name.lower() for slug in self.value("level") or [])
        tracks = " and ".join(self.tracks[slug].short_name for slug in self.value("track") or [])
        title = f"{levels} pay".strip().capitalize() if levels else "Pay"
        title += f" in {tracks}" if tracks else " by role" if not levels else ""
        return title + ("" if self.is_home else f", {self.places[self.place_code]}")


class SearchForm(GroupForm):
    """The search: words, and which of the pages found are shown."""

    q = forms.CharField(required=False, label="Search roles, skills and questions")
    kind = forms.ChoiceField(required=False, label="Kind", choices=list(KINDS.items()))
    typed = forms.BooleanField(required=False, label="As typed")

    def __init__(self, data, *, tracks, levels):
        super().__init__(data, tracks=tracks, levels=levels)
        self.refuse("kind", "There is no kind of page called “%(value).40s”, so all kinds are shown.")
        self.is_cut = False
        self.is_valid()

    def clean_q(self):
        words = " ".join(self.cleaned_data["q"].split())
        self.is_cut = len(words) > MOST_CHARACTERS
        return words[:MOST_CHARACTERS].rstrip()

    @property
    def words(self) -> str:
        return self.value("q") or ""

    @property
    def is_narrowed(self) -> bool:
        return any(self.value(name) for name in ("kind", "track", "level"))

    def parameters(self) -> list[tuple[str, str]]:
        pairs = [("q", self.words), ("kind", self.value("kind")), *self.chosen_groups()]
        pairs.append(("typed", "1" if self.value("typed") else None))
        return [(name, value) for name, value in pairs if value]

    def kinds(self, counts: dict[str, int]) -> list[dict]:
        """All kinds and each that has pages, with their number and address."""
        chosen = self.value("kind")
        rows = [{"label": "All", "count": sum(counts.values()), "query": self.query(kind=""), "current": not chosen}]
        for kind, label in KINDS.items():
            if counts.get(kind) or kind == chosen:
                query, count = self.query(kind=kind), counts.get(kind, 0)
                rows.append({"label": label, "count": count, "query": query, "current": kind == chosen})
        return rows

    def facets(self, name: str, counts: dict[str, int]) -> list[dict]:
        """The tracks or levels with how many pages choosing each would show, and the address that takes or drops it."""
        chosen = self.value(name) or []
        rows = []
        for slug, option in getattr(self, f"{name}s").items():
            if counts.get(slug) or slug in chosen:
                others = [
                    (pair_name, value) for pair_name, value in self.parameters() if (pair_name, value) != (name, slug)
                ]
                pairs = others if slug in chosen else [*others, (name, slug)]
                rows.append(
                    {
                        "option": option,
                        "count": counts.get(slug, 0),
                        "query": f"?{urlencode(pairs)}",
                        "current": slug in chosen,
                    }
                )
        return rows
