"""The GET forms of the public pages: they read the address, say what is wrong with it, and filter."""

from urllib.parse import urlencode

from django import forms
from django.db.models import Count, F, Q

MOST_WORDS = 8
MOST_CHARACTERS = 100


class RoleFilterForm(forms.Form):
    """Filters of the role list. A value that is wrong shows an error and is ignored; the rest still filters."""

    SORTS = {"level": "Seniority", "pay": "Median pay", "title": "A to Z"}
    PAY_STEPS = (100_000, 125_000, 150_000, 175_000, 200_000, 225_000)

    q = forms.CharField(required=False, label="Words in the role")
    track = forms.MultipleChoiceField(required=False, label="Track")
    level = forms.MultipleChoiceField(required=False, label="Seniority")
    skill = forms.ChoiceField(required=False, label="Needs the skill")
    pay = forms.IntegerField(required=False, label="Median pay, at least", min_value=1, max_value=10_000_000)
    sort = forms.ChoiceField(required=False, label="Sort by", choices=list(SORTS.items()))

    def __init__(self, data, *, tracks, levels, skills):
        super().__init__(data)
        self.tracks = {track.slug: track for track in tracks}
        self.levels = {level.slug: level for level in levels}
        self.skills = dict(skills)
        self.fields["track"].choices = [(slug, track.name) for slug, track in self.tracks.items()]
        self.fields["level"].choices = [(slug, level.name) for slug, level in self.levels.items()]
        self.fields["skill"].choices = [("", "Any skill"), *self.skills.items()]
        self.fields["track"].error_messages["invalid_choice"] = (
            "There is no track “%(value).40s”, so this filter is off. Pick one of the list."
        )
        self.fields["level"].error_messages["invalid_choice"] = (
            "There is no level “%(value).40s”, so this filter is off. Pick one of the list."
        )
        self.fields["skill"].error_messages["invalid_choice"] = (
            "There is no skill “%(value).40s”, so this filter is off. Pick one of the list."
        )
        self.fields["sort"].error_messages["invalid_choice"] = (
            "There is no order “%(value).40s”; the list is by seniority."
        )
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

    def value(self, name):
        """The cleaned value of a filter; nothing when it is absent or wrong."""
        return self.cleaned_data.get(name) or None

    @property
    def order_name(self) -> str:
        return self.value("sort") or "level"

    @property
    def pay_steps(self) -> list[int]:
        """The steps of the pay filter, with the value in force among them."""
        return sorted({*self.PAY_STEPS, *([self.value("pay")] if self.value("pay") else [])})

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """Field id and message of every wrong value."""
        return [(f"f-{name}", message) for name, messages in self.errors.items() for message in messages]

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
        """The filters in force as address parameters, in one order: the canonical form of the view."""
        pairs = [("q", self.value("q"))]
        pairs += [("track", slug) for slug in self.tracks if slug in (self.value("track") or [])]
        pairs += [("level", slug) for slug in self.levels if slug in (self.value("level") or [])]
        pairs += [("skill", self.value("skill")), ("pay", self.value("pay"))]
        if self.order_name != "level":
            pairs.append(("sort", self.order_name))
        return [(name, str(value)) for name, value in pairs if value]

    def query(self, *, without: tuple[str, str] | None = None, **changes) -> str:
        """The address of this view: without one filter, or with some parameters changed."""
        pairs = [pair for pair in self.parameters() if pair != without and pair[0] not in changes]
        pairs += [(name, value) for name, value in changes.items() if value]
        return f"?{urlencode(pairs)}" if pairs else "?"

    def sorts(self) -> list[dict]:
        return [
            {
                "label": label,
                "query": self.query(sort="" if sort == "level" else sort),
                "current": sort == self.order_name,
            }
            for sort, label in self.SORTS.items()
        ]

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
            if name != "sort"
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
