"""The filters of the role list."""

from collections import Counter

from django import forms
from django.db.models import Q
from django.db.models.functions import Lower

from careerguide.reference import Paid, Reference
from careerguide.search import MOST_CHARACTERS, MOST_WORDS

from .base import FilterForm

A_TO_Z = (Lower("title"), "title")
LEVEL_ORDER = ("level__rank", "track__order", "rung", "title")


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

    def filter(self, roles):
        """The roles that pass every filter."""
        conditions = Q()
        if tracks := self.value("track"):
            conditions &= Q(track__slug__in=tracks)
        if levels := self.value("level"):
            conditions &= Q(level__slug__in=levels)
        return self.filter_within_groups(roles.filter(conditions))

    def filter_within_groups(self, roles):
        """The roles that pass every filter but track and level."""
        if pay := self.value("pay"):
            roles = roles.with_headline_median().filter(headline_median__gte=pay)
        return self.filter_by_words(roles)

    def filter_by_words(self, roles):
        """The roles that ask for the skill and hold the words."""
        if skill := self.value("skill"):
            roles = roles.filter(role_skills__skill__slug=skill)
        for word in (self.value("q") or "").split():
            roles = roles.filter(pk__in=roles.model.objects.mentioning(word).values("pk"))
        return roles

    def count(self, roles, known: Reference):
        """Counts the roles of each track and level that pass the other filters."""
        if self.value("pay"):
            self.groups = Counter((paid.track, paid.level) for paid in self.paid(roles, known))
        elif self.value("q") or self.value("skill"):
            self.groups = self.filter_by_words(roles).count_groups()
        else:
            self.groups = known.groups

    def paid(self, roles, known: Reference) -> list[Paid]:
        """The roles that pass every filter but track and level, the best paid first and those without a median last."""
        found, pay = known.by_pay, self.value("pay")
        if pay:
            found = [paid for paid in found if paid.median is not None and paid.median >= pay]
        if self.value("q") or self.value("skill"):
            keys = set(self.filter_by_words(roles).order_by().values_list("pk", flat=True))
            found = [paid for paid in found if paid.role in keys]
        return found

    def by_pay(self, roles, known: Reference) -> list[int]:
        """The keys of the roles that pass every filter, the best paid first and those without a median last."""
        tracks, levels = self.value("track"), self.value("level")
        return [
            paid.role
            for paid in self.paid(roles, known)
            if (not tracks or paid.track in tracks) and (not levels or paid.level in levels)
        ]

    def counted(self, *, without: str = "") -> Counter:
        """Of each track and level the number of roles that pass every filter but ``without``, once they are counted."""
        tracks = without != "track" and self.value("track")
        levels = without != "level" and self.value("level")
        found = Counter()
        for (track, level), number in self.groups.items():
            if (not tracks or track in tracks) and (not levels or level in levels):
                found[track, level] = number
        return found

    def order(self, roles):
        """The roles by seniority or from A to Z; ``by_pay`` has those by pay."""
        return roles.order_by(*(A_TO_Z if self.order_name == "title" else LEVEL_ORDER))

    def facets(self, name: str) -> list[dict]:
        """The options of track or level, with how many roles ticking each would show, the own group's ticks aside."""
        counts = Counter()
        for (track, level), number in self.counted(without=name).items():
            counts[track if name == "track" else level] += number
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

    def chip_words(self) -> dict:
        return {
            "q": lambda value: f"“{value}”",
            "track": lambda value: self.tracks[value].name,
            "level": lambda value: self.levels[value].name,
            "skill": lambda value: f"Needs {self.skills[value]}",
            "pay": lambda value: f"Median ${int(value):,} or more",
        }

    def title(self) -> str:
        """What the list is called by its filters, such as Director roles in AI Product."""
        levels = " and ".join(self.levels[slug].name.lower() for slug in self.value("level") or [])
        tracks = " and ".join(self.tracks[slug].short_name for slug in self.value("track") or [])
        skill, pay, words = self.value("skill"), self.value("pay"), self.value("q")
        title = f"{levels[:1].upper()}{levels[1:]} roles" if levels else "Roles"
        title += f" in {tracks}" if tracks else ""
        title += f" that need {self.skills[skill]}" if skill else ""
        title += f" with a median of ${pay:,} or more" if pay else ""
        title += f" about “{words}”" if words else ""
        return title if title != "Roles" else "Roles in AI and machine learning"
