"""Steps from one role to another."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q

from .base import Basis, Content, ContentQuerySet, HtmlField, MarkdownField, check_range
from .skills import Skill


class TransitionQuerySet(ContentQuerySet):
    def between_published(self):
        return self.filter(from_role__status="published", to_role__status="published")

    def along(self, pairs):
        """The steps between these pairs of slugs, with their skills and sources."""
        conditions = Q(pk__in=[])
        for start, end in pairs:
            conditions |= Q(from_role__slug=start, to_role__slug=end)
        return (
            self.between_published()
            .filter(conditions)
            .select_related("from_role", "to_role")
            .prefetch_related("skills", "sources")
        )

    def for_graph(self):
        """Steps with both roles and what they rest on."""
        return self.select_related("from_role", "to_role").prefetch_related("sources").order_by("from_role", "to_role")

    def leaving(self, roles):
        """The steps that start from these roles, with the names of the roles they lead to and of their skills."""
        to_role = [
            f"to_role__{name}" for name in ("slug", "title", "short_title", "track_id", "level_id", "copy_of_id")
        ]
        return (
            self.between_published()
            .filter(from_role__in=roles)
            .select_related("to_role")
            .only("from_role_id", "kind", "years_min", "years_max", *to_role)
            .prefetch_related(Prefetch("skills", queryset=Skill.objects.only("name", "category")))
            .order_by("kind", "to_role__level__rank", "to_role__title")
        )


class Transition(Content):
    """A step that people take, with the years spent before it and the skills to learn for it."""

    NATURAL_KEY = ("from_role.slug", "to_role.slug")

    class Kind(models.TextChoices):
        LADDER = "ladder", "next rung"
        SWITCH = "switch", "change of work"
        LONG = "long", "long step, usually with others between"

    from_role = models.ForeignKey(
        "Role", on_delete=models.CASCADE, related_name="transitions_out", help_text="Where people come from."
    )
    to_role = models.ForeignKey(
        "Role", on_delete=models.CASCADE, related_name="transitions_in", help_text="Where they go."
    )
    kind = models.CharField(max_length=10, choices=Kind, help_text="Next rung, change of work, or a long step.")
    years_min = models.PositiveSmallIntegerField(
        "years, from", help_text="Years spent in the first role before the step."
    )
    years_max = models.PositiveSmallIntegerField(
        "years, to", help_text="Years spent in the first role before the step."
    )
    years_basis = models.CharField(
        "basis of the years", max_length=10, choices=Basis, default=Basis.EDITORIAL, help_text="What the years rest on."
    )
    basis = models.CharField(
        "basis of the step",
        max_length=10,
        choices=Basis,
        default=Basis.EDITORIAL,
        help_text="What the step itself rests on.",
    )
    basis_note = models.CharField(
        max_length=160, blank=True, help_text="Where in the source, or what the judgement rests on."
    )
    sources = models.ManyToManyField(
        "Source", blank=True, related_name="transitions", help_text="Needed when the step is sourced."
    )
    skills = models.ManyToManyField(
        "Skill",
        blank=True,
        related_name="transitions",
        help_text="Skills to learn: each raises a grade or adds a skill.",
    )
    sentence = MarkdownField(
        html_field="sentence_html", blank=True, help_text="One honest sentence: what is hard about this step."
    )
    sentence_html = HtmlField()

    objects = TransitionQuerySet.as_manager()

    class Meta:
        ordering = ["from_role", "to_role"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_role", "to_role"],
                name="one_transition_per_pair",
                violation_error_message="There is a step from this role to that one already: change that one.",
            ),
            models.CheckConstraint(
                condition=~Q(from_role=F("to_role")),
                name="no_role_follows_itself",
                violation_error_message="A role cannot follow itself.",
            ),
            models.CheckConstraint(
                condition=Q(years_min__lte=F("years_max")),
                name="transition_years_ascending",
                violation_error_message="The years must ascend: the first must not be above the second.",
            ),
        ]

    def __str__(self):
        return f"{self.from_role} → {self.to_role}"

    def clean(self):
        if self.from_role_id and self.from_role_id == self.to_role_id:
            raise ValidationError({"to_role": "A role cannot follow itself."})
        check_range(self, "years_min", "years_max", "years")
