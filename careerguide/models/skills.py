"""Skills, what the four grades look like, and the grade that each role asks for."""

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Lower

from .base import (
    IN_ORDER,
    PUBLISHED,
    Basis,
    Content,
    ContentQuerySet,
    HtmlField,
    MarkdownField,
    Part,
    address_of,
    lasting_slug_help,
)


class Grade(models.IntegerChoices):
    """How well a skill is held."""

    AWARE = 1, "aware"
    WORKING = 2, "working"
    PRACTISED = 3, "practised"
    EXPERT = 4, "expert"


# Roles among which the skills that go with one are looked for: a page costs the same however many there are.
MOST_HOLDERS = 100


class SkillQuerySet(ContentQuerySet):
    def for_list(self):
        return self.only("slug", "name", "category", "summary").order_by(Lower("name"))

    def for_page(self):
        return self.prefetch_related("grades", "sources")

    def going_with(self, skill, limit=6):
        """Skills asked for by most of the same published roles: each with ``shared``, the number of those roles.

        Where more than ``MOST_HOLDERS`` ask for the skill, so many of them count.
        """
        holders = RoleSkill.objects.of_published(skill).order_by("role_id").values("role")[:MOST_HOLDERS]
        return (
            self.only("slug", "name")
            .filter(role_skills__role__in=holders)
            .exclude(pk=skill.pk)
            .annotate(shared=Count("role_skills"))
            .order_by("-shared", Lower("name"))[:limit]
        )


class Skill(Content):
    """Something that a role asks for."""

    class Category(models.TextChoices):
        TECHNICAL = "technical", "Technical"
        TOOLS = "tools", "Tools"
        LEADERSHIP = "leadership", "Leadership"
        DOMAIN = "domain", "Domain"
        SOFT = "soft", "Working with people"

    class Tier(models.TextChoices):
        CORE = "core", "core"
        EXTRA = "extra", "extra"

    slug = models.SlugField(unique=True, help_text=lasting_slug_help)
    name = models.CharField(max_length=80, unique=True, db_collation=IN_ORDER, help_text="Such as Model evaluation.")
    category = models.CharField(
        max_length=12, choices=Category, help_text="The group it stands in on the list of skills."
    )
    tier = models.CharField(max_length=6, choices=Tier, help_text="Core skills carry a full page of text.")
    summary = models.CharField(
        max_length=160, blank=True, help_text="One sentence: what the skill is for in this field."
    )
    other_names = models.CharField(
        max_length=200, blank=True, help_text="Other words people use for it, separated by commas."
    )
    taxonomy = models.CharField(
        max_length=120, blank=True, help_text="The nearest entry of ESCO or O*NET, such as ESCO: machine learning."
    )
    about = MarkdownField(html_field="about_html", blank=True, help_text="Markdown: what it is and what it is not.")
    about_html = HtmlField()
    start_with = MarkdownField(
        html_field="start_with_html", blank=True, help_text="Markdown: what to read or build first."
    )
    start_with_html = HtmlField()
    sources = models.ManyToManyField(
        "Source", blank=True, related_name="skills", help_text="Sources that name this skill."
    )

    objects = SkillQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("skill_detail", self.slug)


class SkillGrade(Content):
    """What one grade of a skill looks like in somebody's work, and how to get there."""

    NATURAL_KEY = ("skill.slug", "grade")

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="grades")
    grade = models.PositiveSmallIntegerField(choices=Grade, help_text="One of the four grades.")
    meaning = models.TextField(help_text="One or two concrete sentences.")
    getting_there = models.TextField(blank=True, help_text="How people reach this grade, in one or two sentences.")

    class Meta:
        ordering = ["grade"]
        constraints = [
            models.UniqueConstraint(
                fields=["skill", "grade"],
                name="one_text_per_skill_and_grade",
                violation_error_message="The skill has a text for this grade already: change that one.",
            ),
            models.CheckConstraint(
                condition=Q(grade__range=(1, 4)),
                name="skill_grade_is_one_to_four",
                violation_error_message="Choose one of the four grades.",
            ),
        ]

    def __str__(self):
        return f"{self.skill}: {self.get_grade_display()}"


class RoleSkillQuerySet(ContentQuerySet):
    def in_order(self):
        return self.order_by("order", "skill__name")

    def main_names(self, roles, most: int = 3) -> dict[int, list[str]]:
        """The names of the first skills of each role, by the role's key."""
        names = {role.pk: [] for role in roles}
        rows = self.filter(role__in=names).order_by().values_list("order", "skill__name", "role_id")
        for _, name, role in sorted(rows):
            if len(names[role]) < most:
                names[role].append(name)
        return names

    def of_all_published(self):
        return self.filter(role__status="published").in_order()

    def of_published(self, skill):
        """Who needs a skill: published roles, in no order."""
        return self.filter(skill=skill, role__status=PUBLISHED).order_by()

    def with_names(self):
        """What lists show of the roles that ask for a skill; their tracks and levels are to be set."""
        columns = [f"role__{name}" for name in ("slug", "title", "track_id", "level_id", "copy_of_id")]
        return self.select_related("role").only("grade", "you_can", *columns).order_by()


class RoleSkill(Part):
    """The grade of a skill that a role asks for."""

    NATURAL_KEY = ("role.slug", "skill.slug")

    role = models.ForeignKey("Role", on_delete=models.CASCADE, related_name="role_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="role_skills", help_text="Type to find it.")
    grade = models.PositiveSmallIntegerField(choices=Grade, help_text="The grade this role asks for.")
    you_can = models.CharField(
        "you can …",
        max_length=160,
        blank=True,
        help_text="Completes “you can …” at this grade in this role: starts in lower case, ends with a full stop.",
    )
    basis = models.CharField(
        max_length=10, choices=Basis, default=Basis.EDITORIAL, help_text="What the grade rests on."
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Position in the list.")

    objects = RoleSkillQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        verbose_name = "skill of a role"
        verbose_name_plural = "skills of roles"
        # Which roles ask for a skill, in one order: how related roles are found.
        indexes = [models.Index(fields=["skill", "role"], name="roles_of_a_skill")]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "skill"],
                name="one_grade_per_role_and_skill",
                violation_error_message="The role asks for this skill already: leave one of the two.",
            ),
            models.CheckConstraint(
                condition=Q(grade__range=(1, 4)),
                name="role_grade_is_one_to_four",
                violation_error_message="Choose one of the four grades.",
            ),
        ]

    def __str__(self):
        return f"{self.skill} ({self.get_grade_display()})"
