"""Roles, with their other titles and the official occupations closest to them."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, F, FilteredRelation, OuterRef, Prefetch, Q, Subquery, When

from .base import PUBLISHED, Basis, Content, ContentQuerySet, Part, address_of, check_range, lasting_slug_help
from .pay import PayFigure
from .sections import Section
from .skills import RoleSkill
from .transitions import Transition


class RoleQuerySet(ContentQuerySet):
    def published(self):
        return self.filter(status=Role.Status.PUBLISHED)

    def mentioning(self, word: str):
        """Roles whose title, other titles, lede or skills hold a word."""
        return self.filter(
            Q(title__icontains=word)
            | Q(short_title__icontains=word)
            | Q(lede__icontains=word)
            | Q(pk__in=OtherTitle.objects.filter(title__icontains=word).values("role"))
            | Q(pk__in=RoleSkill.objects.filter(skill__name__icontains=word).values("role"))
        )

    def due_for_review(self, today):
        """Published roles that somebody should read again: their date has come, or the text is a year old."""
        a_year_ago = today - datetime.timedelta(days=365)
        due = Q(review_on__lte=today) | Q(review_on=None, written_on__lte=a_year_ago)
        return self.published().filter(due).select_related("owner").order_by("review_on", "written_on", "title")

    def in_work(self):
        """Drafts and working copies, and pages that wait for their end: what the desk shows, without their texts."""
        return (
            self.filter(~Q(status=Role.Status.PUBLISHED) | Q(unpublish_at__isnull=False))
            .select_related("status_by", "edited_by")
            .defer("base")
            .order_by("status_at", "title")
        )

    def in_ladder_order(self):
        return self.order_by("track__order", "level__rank", "rung", "title")

    def with_headline_median(self):
        """Annotates ``headline_median`` (US dollars a year), the median that sorting and the pay filter use.

        The same rule as ``ranges.headline``, in SQL: adverts of the exact title in the United States, the newest
        period first, 30 adverts or more before 10 to 29. Official occupations are wider than the role: left out.
        """
        figures = PayFigure.objects.headline_candidates().filter(role=OuterRef("pk"))
        return self.annotate(headline_median=Subquery(figures.values("p50")[:1]))

    def with_pay(self):
        """Prefetches the figures that a headline may come from, as ``headline_figures``."""
        figures = PayFigure.objects.for_headlines().select_related("source", "place")
        return self.prefetch_related(Prefetch("pay_figures", queryset=figures, to_attr="headline_figures"))

    def for_list(self):
        """Rows of the role list; their figures come with ``with_pay``, once the page is cut."""
        return self.published().select_related("track", "level").with_headline_median()

    def with_figures(self, conditions: dict, *, currency: str, unit: str):
        """One row for each role and figure that meets the conditions (columns of PayFigure), one for a role without any.

        Annotates ``figure_id`` and ``shown_median``: the median to sort by, nothing where the figure is not drawn in
        this currency and unit.
        """
        meets = Q(**{f"pay_figures__{column}": value for column, value in conditions.items()})
        drawn = When(
            ~Q(figure__quality=PayFigure.Quality.INSUFFICIENT),
            figure__currency=currency,
            figure__unit=unit,
            then=F("figure__p50"),
        )
        return (
            self.published()
            .select_related("track", "level")
            .annotate(figure=FilteredRelation("pay_figures", condition=meets), figure_id=F("figure__pk"))
            .annotate(shown_median=Case(drawn))
        )

    def count_medians(self, mark: int | None) -> dict[str, int]:
        """Of rows of ``with_figures``: how many ``roles`` and figures, ``medians`` drawn, and medians ``below`` a mark."""
        return self.order_by().aggregate(
            roles=Count("pk", distinct=True),
            figures=Count("figure_id"),
            medians=Count("shown_median"),
            below=Count("pk", filter=Q(shown_median__lt=mark or 0)),
        )

    def for_ladder(self):
        return self.published().select_related("track", "level").in_ladder_order()

    def near(self, role, most: int):
        """The roles of a track around one of it, itself too: ``most`` on either side, and the nearest of other levels."""
        track = self.published().filter(track=role.track_id).exclude(pk__in=[role.pk, role.copy_of_id or role.pk])
        track = track.order_by("level__rank", "rung", "title")
        rank, same_level = role.level.rank, Q(level__rank=role.level.rank)
        below, above = Q(level__rank__lt=rank), Q(level__rank__gt=rank)
        before = below | same_level & (Q(rung__lt=role.rung) | Q(rung=role.rung, title__lte=role.title))
        after = above | same_level & (Q(rung__gt=role.rung) | Q(rung=role.rung, title__gt=role.title))
        return self.filter(
            Q(pk=role.pk)
            | Q(pk__in=track.filter(before).reverse().values("pk")[:most])
            | Q(pk__in=track.filter(after).values("pk")[:most])
            | Q(pk__in=track.filter(below).reverse().values("pk")[:1])
            | Q(pk__in=track.filter(above).values("pk")[:1])
        )

    def for_page(self):
        """Rows of the role page; the parts of one come with ``RoleParts``."""
        return self.published().select_related("track", "level")

    def with_page_parts(self):
        """Rows with the parts that their pages show, for many roles at once."""
        return self.select_related("track", "level").prefetch_related(
            Prefetch("sections", queryset=Section.objects.prefetch_related("sources")),
            "other_titles",
            "occupation_codes",
            "fit_points",
            "questions",
            "pay_notes",
        )

    def for_comparison(self):
        """Roles with what stands side by side; skills as ``main_skills``, steps onwards as ``ways_on``."""
        sections = Section.objects.filter(kind__in=[Section.Kind.RESPONSIBILITIES, Section.Kind.REQUIREMENTS])
        steps = Transition.objects.between_published().select_related("to_role__track", "to_role__level")
        return (
            self.published()
            .select_related("track", "level")
            .with_pay()
            .prefetch_related(
                Prefetch("sections", queryset=sections),
                Prefetch("role_skills", RoleSkill.objects.in_order().select_related("skill"), to_attr="main_skills"),
                "fit_points",
                Prefetch("transitions_out", queryset=steps.order_by("kind", "to_role__title"), to_attr="ways_on"),
            )
        )

    def for_document(self):
        """Rows of which one becomes a document; the parts of its page come with ``RoleParts``."""
        figures = PayFigure.objects.select_related("source", "place", "role")
        return (
            self.published()
            .select_related("track", "level", "outlook__source")
            .prefetch_related(
                Prefetch("pay_figures", queryset=figures),
                Prefetch("transitions_in", queryset=Transition.objects.select_related("from_role")),
                Prefetch("transitions_out", queryset=Transition.objects.select_related("to_role")),
                "transitions_in__skills",
                "transitions_out__skills",
            )
        )

    def for_documents(self):
        """Published roles with all that their documents hold, in a number of queries that does not grow with the roles."""
        skills = RoleSkill.objects.in_order().select_related("skill")
        return (
            self.for_document()
            .with_page_parts()
            .prefetch_related(Prefetch("role_skills", queryset=skills))
            .in_ladder_order()
        )

    def resting_on(self, source):
        """Published roles with a figure or a section of a source, with ``figure_count``, in ladder order."""
        return (
            self.published()
            .filter(Q(pay_figures__source=source) | Q(sections__sources=source))
            .annotate(figure_count=Count("pay_figures", filter=Q(pay_figures__source=source), distinct=True))
            .select_related("track", "level")
            .in_ladder_order()
        )

    def sharing_skills_with(self, role, limit=4):
        """Other published roles by the number of skills in common, as ``shared_skills``; same track first on a tie."""
        return (
            self.published()
            .exclude(pk=role.copy_of_id or role.pk)
            .filter(role_skills__skill__role_skills__role=role)
            .annotate(
                shared_skills=Count("role_skills__skill", distinct=True),
                other_track=Case(When(track=role.track_id, then=0), default=1),
            )
            .select_related("track", "level")
            .order_by("-shared_skills", "other_track", "level__rank", "title")[:limit]
        )


class LiveRoles(models.Manager.from_queryset(RoleQuerySet)):
    """Roles without their working copies: what lists, search, files and importers go by."""

    def get_queryset(self):
        return super().get_queryset().filter(copy_of=None)


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
    title = models.CharField(max_length=80, help_text="As employers write it, such as Machine Learning Engineer.")
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
        indexes = [models.Index(fields=["status", "track", "level"], name="role_by_track_and_level")]

    def __str__(self):
        return f"{self.title} (working copy)" if self.copy_of_id else self.title

    def get_absolute_url(self):
        return address_of("role_detail", self.slug)

    def get_pay_url(self):
        return address_of("role_pay", self.slug)

    def is_shown(self):
        return self.status == PUBLISHED or self.was_shown

    def clean(self):
        check_range(self.years_min, self.years_max, "years")

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


class OtherTitle(Part):
    """Another name under which the job is advertised."""

    NATURAL_KEY = ("role.slug", "title")

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="other_titles")
    title = models.CharField(max_length=80, help_text="As adverts write it.")
    order = models.PositiveSmallIntegerField(default=0, help_text="Position in the list.")

    class Meta:
        ordering = ["order", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "title"],
                name="one_other_title_per_role",
                violation_error_message="The role has this other title already: leave one of the two.",
            )
        ]

    def __str__(self):
        return self.title

    def clean(self):
        if self.role_id and self.title.casefold() == self.role.title.casefold():
            raise ValidationError({"title": "This is the role’s own title."})


class OccupationCode(Part):
    """An entry of an official classification that comes close to the role."""

    NATURAL_KEY = ("role.slug", "scheme", "code")

    class Scheme(models.TextChoices):
        SOC = "soc", "US SOC"
        ONET = "onet", "O*NET"
        ISCO = "isco08", "ISCO-08"
        ESCO = "esco", "ESCO"
        UK = "uk-gdad", "UK government framework"

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="occupation_codes")
    scheme = models.CharField(max_length=10, choices=Scheme, help_text="The classification.")
    code = models.CharField(max_length=80, help_text="As the classification writes it.")
    title = models.CharField(max_length=120, blank=True, help_text="The title of that entry.")
    is_primary = models.BooleanField(
        "closest", default=False, help_text="The closest entry of this classification; one at most."
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Position in the list.")

    class Meta:
        ordering = ["scheme", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "scheme", "code"],
                name="one_occupation_code_per_role",
                violation_error_message="The role has this code of this classification already: leave one of the two.",
            ),
            models.UniqueConstraint(
                fields=["role", "scheme"],
                condition=Q(is_primary=True),
                name="one_primary_occupation_per_scheme",
                violation_error_message="A classification has one closest entry for a role: leave “closest” ticked once.",
            ),
        ]

    def __str__(self):
        return f"{self.get_scheme_display()} {self.code} {self.title}".strip()
