"""The role itself."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from ..base import IN_ORDER, PUBLISHED, Basis, Content, address_of, check_range, lasting_slug_help
from .querysets import LiveRoles, RoleQuerySet


class Role(Content):
    """A job that a reader may want; the page at /roles/<slug>/.

    A change of a published role is prepared in a working copy: a second row, with parts of its own, that ``copy_of``
    ties to the role. Pay figures, steps, title rules and retired addresses belong to the role alone.
    """

    STATUS = "status"

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        REVIEW = "review", "waiting for review"
        SCHEDULED = "scheduled", "scheduled"
        PUBLISHED = PUBLISHED, "published"

    class Education(models.TextChoices):
        NONE = "none", "no degree asked for"
        BACHELOR = "bachelor", "bachelor’s degree"
        MASTER = "master", "master’s degree"
        PHD = "phd", "PhD"

    slug = models.SlugField(max_length=80, help_text=lasting_slug_help)
    title = models.CharField(
        max_length=80, db_collation=IN_ORDER, help_text="As employers write it, such as Machine Learning Engineer."
    )
    short_title = models.CharField(
        max_length=40, blank=True, help_text="For narrow places, such as ML engineer. Empty: the title."
    )
    status = models.CharField(
        max_length=10, choices=Status, default=Status.DRAFT, help_text="Readers see published roles only."
    )
    track = models.ForeignKey(
        "Track", on_delete=models.PROTECT, related_name="roles", help_text="The line it belongs to."
    )
    level = models.ForeignKey("Level", on_delete=models.PROTECT, related_name="roles", help_text="The seniority level.")
    rung = models.PositiveSmallIntegerField(help_text="Position on the track’s ladder, from the bottom.")
    lede = models.CharField(max_length=200, help_text="One sentence that could stand on no other role’s page.")
    reports_to = models.CharField(
        max_length=80, blank=True, help_text="Whom this role usually reports to; our judgement."
    )
    years_min = models.PositiveSmallIntegerField(
        "years in the field, from", null=True, blank=True, help_text="Leave empty when it is not known."
    )
    years_max = models.PositiveSmallIntegerField(
        "years in the field, to", null=True, blank=True, help_text="Leave empty for “or more”."
    )
    years_basis = models.CharField(
        "basis of the years", max_length=10, choices=Basis, default=Basis.EDITORIAL, help_text="What the years rest on."
    )
    years_note = models.CharField(
        "note on the years", max_length=200, blank=True, help_text="Where sources differ: what each says."
    )
    years_sources = models.ManyToManyField(
        "Source",
        blank=True,
        related_name="+",
        verbose_name="sources of the years",
        help_text="Needed when the years are sourced.",
    )
    education = models.CharField(
        max_length=10, choices=Education, blank=True, help_text="What is most often asked for."
    )
    education_basis = models.CharField(
        "basis of the education", max_length=10, choices=Basis, default=Basis.EDITORIAL, help_text="What it rests on."
    )
    education_note = models.CharField(
        "note on the education", max_length=200, blank=True, help_text="Where sources differ: what each says."
    )
    education_sources = models.ManyToManyField(
        "Source",
        blank=True,
        related_name="+",
        verbose_name="sources of the education",
        help_text="Needed when it is sourced.",
    )
    outlook = models.ForeignKey(
        "Projection",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="roles",
        help_text="The official projection of the closest occupation.",
    )
    named_in = models.ManyToManyField(
        "Source", blank=True, related_name="roles_named", help_text="Sources that name this role."
    )
    written_on = models.DateField(
        "text last changed on", help_text="The date under the page. Change it when the text changes."
    )

    # How the page is worked on; none of it stands in the fixtures.
    copy_of = models.OneToOneField(
        "self",
        null=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="working_copy",
        serialize=False,
        help_text="The published role that this is a working copy of.",
    )
    base = models.JSONField(
        null=True,
        editable=False,
        serialize=False,
        help_text="Of a working copy: the document of the published role when the copy was begun.",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="owned_roles",
        serialize=False,
        help_text="Who answers for the page.",
    )
    review_on = models.DateField(
        "next look",
        null=True,
        blank=True,
        serialize=False,
        help_text="When somebody reads the page again. Empty: a year after the text last changed.",
    )
    publish_at = models.DateTimeField(null=True, editable=False, serialize=False, help_text="When it is published.")
    unpublish_at = models.DateTimeField(
        null=True, editable=False, serialize=False, help_text="When readers see it no more."
    )
    unpublish_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        serialize=False,
        help_text="Who set that time.",
    )
    status_at = models.DateTimeField(null=True, editable=False, serialize=False, help_text="Since when it stands so.")
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        serialize=False,
        help_text="Who brought it there: wrote, submitted, scheduled, published it or sent it back.",
    )
    edited_at = models.DateTimeField(null=True, editable=False, serialize=False, help_text="When it was last saved.")
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        serialize=False,
        help_text="Who saved it last.",
    )
    review_note = models.TextField(
        blank=True, editable=False, serialize=False, help_text="What the reviewer said when sending it back."
    )

    objects = LiveRoles()
    with_copies = RoleQuerySet.as_manager()

    # Whether readers saw the row until now; a signal before a save finds out.
    was_shown = False

    class Meta:
        ordering = ["track__order", "rung"]
        default_manager_name = "objects"
        base_manager_name = "with_copies"
        permissions = [("publish_role", "Can review, publish and unpublish roles")]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(copy_of=None),
                name="one_role_per_slug",
                violation_error_message="Another role has this name in its address: choose another one.",
            ),
            models.UniqueConstraint(
                fields=["title"],
                condition=Q(copy_of=None),
                name="one_role_per_title",
                violation_error_message="Another role has this title: choose another one.",
            ),
            models.CheckConstraint(
                condition=Q(copy_of=None) | ~Q(status=PUBLISHED),
                name="working_copy_is_not_published",
                violation_error_message="A working copy is published through its role.",
            ),
            models.CheckConstraint(
                condition=(Q(status="scheduled") & Q(publish_at__isnull=False))
                | (~Q(status="scheduled") & Q(publish_at=None)),
                name="scheduled_role_has_its_time",
                violation_error_message="A scheduled role needs the time of its publication, and no other has one.",
            ),
            models.CheckConstraint(
                condition=Q(years_min__isnull=True) | Q(years_max__isnull=True) | Q(years_min__lte=F("years_max")),
                name="role_years_ascending",
                violation_error_message="The years must ascend: the first must not be above the second.",
            ),
        ]
        # Lists, ladders and counts read this and nothing else of the table.
        indexes = [
            models.Index(fields=["copy_of", "status", "track", "level", "rung", "title"], name="role_in_lists"),
        ]

    def __str__(self):
        return f"{self.title} (working copy)" if self.copy_of_id else self.title

    def get_absolute_url(self):
        return address_of("role_detail", self.slug)

    def get_pay_url(self):
        return address_of("role_pay", self.slug)

    def is_shown(self):
        return self.status == PUBLISHED or self.was_shown

    def clean(self):
        check_range(self, "years_min", "years_max", "years")

    def validate_unique(self, exclude=None):
        """Refuses a slug or title of another role, of a working copy as well: it would not get it when published."""
        super().validate_unique(exclude)
        others = Role.objects.exclude(pk=self.copy_of_id or self.pk).filter(Q(slug=self.slug) | Q(title=self.title))
        found = others.values("slug", "title")
        rules = {rule.fields[0]: rule for rule in self._meta.constraints if isinstance(rule, models.UniqueConstraint)}
        taken = {
            name: rule.get_violation_error_message()
            for name, rule in rules.items()
            if name not in (exclude or ()) and getattr(self, name) in [other[name] for other in found]
        }
        if taken:
            raise ValidationError(taken)

    @property
    def is_published(self) -> bool:
        return self.status == PUBLISHED

    @property
    def due_for_review_on(self) -> datetime.date:
        """When somebody has to read the page again."""
        return self.review_on or self.written_on + datetime.timedelta(days=365)

    @property
    def name(self) -> str:
        """The title for narrow places."""
        return self.short_title or self.title

    @property
    def code(self) -> str:
        """Track letter and level rank, such as E3. Several roles may share one."""
        return f"{self.track.letter}{self.level.rank}"
