"""The text of a role page: sections in a fixed order, honest fit, questions."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from .base import PUBLISHED, Basis, ContentQuerySet, HtmlField, MarkdownField, Part, slug_help


class SectionQuerySet(ContentQuerySet):
    def of_published(self):
        return self.filter(role__status=PUBLISHED)

    def missing(self):
        return self.filter(body="")

    def bodies(self, roles) -> dict[int, list[str]]:
        """The Markdown of all sections, by role."""
        bodies = {}
        for role, body in self.filter(role__in=roles).values_list("role_id", "body"):
            bodies.setdefault(role, []).append(body)
        return bodies


class Section(Part):
    """One section of a role page: a text with its basis, or a gap with its reason."""

    NATURAL_KEY = ("role.slug", "kind")

    class Kind(models.TextChoices):
        """In page order. Skills, pay, fit and questions have models of their own."""

        OVERVIEW = "overview", "What the job is"
        RESPONSIBILITIES = "responsibilities", "What you answer for"
        REQUIREMENTS = "requirements", "What employers ask for"
        DEVELOPMENT = "development", "Ways in and ways on"
        DEMAND = "demand", "Demand"
        TRENDS = "trends", "What is changing"
        PEOPLE = "people", "Working with people"
        PRACTICE = "practice", "Good practice"
        CHALLENGES = "challenges", "Hard parts"
        SUMMARY = "summary", "In short"

    role = models.ForeignKey("Role", on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField("section", max_length=20, choices=Kind, help_text="Which section of the page.")
    body = MarkdownField(
        html_field="body_html",
        blank=True,
        help_text="Markdown. Responsibilities: ### area, then a list whose items open with a bold label; they draw the map. Cite a source as [@bls-ep].",
    )
    body_html = HtmlField()
    basis = models.CharField(
        max_length=10, choices=Basis, default=Basis.EDITORIAL, help_text="What the section rests on; readers see it."
    )
    sources = models.ManyToManyField(
        "Source", blank=True, related_name="sections", help_text="Sources that the section rests on or cites."
    )
    gap_reason = models.CharField(
        max_length=200, blank=True, help_text="Without a text: why there is none, in one sentence for readers."
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["role", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "kind"],
                name="one_section_of_a_kind_per_role",
                violation_error_message="The role has this section already: put both texts into one.",
            ),
            models.CheckConstraint(
                condition=~Q(body="") | ~Q(gap_reason=""),
                name="section_has_text_or_reason",
                violation_error_message="A section without a text needs a reason that readers can see.",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def anchor_prefix(self):
        return f"{self.kind}-"

    def clean(self):
        if not self.body and not self.gap_reason:
            raise ValidationError({"gap_reason": "A section without a text needs a reason that readers can see."})


class FitPoint(Part):
    """One point of the honest fit: who the job suits, who not, and its real drawbacks."""

    NATURAL_KEY = ("role.slug", "kind", "order")

    class Kind(models.TextChoices):
        GOOD = "good", "A good fit if …"
        POOR = "poor", "A poor fit if …"
        DRAWBACK = "drawback", "Drawbacks"

    role = models.ForeignKey("Role", on_delete=models.CASCADE, related_name="fit_points")
    kind = models.CharField(max_length=10, choices=Kind, help_text="Good fit, poor fit or drawback.")
    order = models.PositiveSmallIntegerField(help_text="Position among the points of its kind.")
    text = models.TextField(
        help_text="Good and poor fit complete the sentence, starting with “you …”; a drawback is a full sentence."
    )

    class Meta:
        ordering = ["kind", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "kind", "order"],
                name="one_fit_point_per_place",
                violation_error_message="Two points of one kind stand in the same position: give each its own.",
            )
        ]

    def __str__(self):
        return self.text


class Question(Part):
    """A question that people ask about the job, and its answer."""

    NATURAL_KEY = ("role.slug", "slug")

    role = models.ForeignKey("Role", on_delete=models.CASCADE, related_name="questions")
    slug = models.SlugField(max_length=100, help_text=slug_help)
    question = models.CharField(max_length=160, help_text="As people ask it.")
    answer = MarkdownField(html_field="answer_html", help_text="Markdown. The first sentence answers the question.")
    answer_html = HtmlField()
    order = models.PositiveSmallIntegerField(default=0, help_text="Position in the list.")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "slug"],
                name="one_anchor_per_question",
                violation_error_message="Two questions of the role have the same name in the address: change one of them.",
            )
        ]

    def __str__(self):
        return self.question

    @property
    def anchor(self) -> str:
        """The name of the question on its role's page."""
        return f"q-{self.slug}"
