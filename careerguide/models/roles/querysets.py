"""Which roles a page shows, in which order, and with what of them."""

import datetime
from collections import Counter

from django.db import models
from django.db.models import Case, Count, F, FilteredRelation, OuterRef, Prefetch, Q, Subquery, When, Window
from django.db.models.functions import Coalesce, RowNumber

from ..base import PUBLISHED, ContentQuerySet
from ..pay import PayFigure
from ..sections import Section
from ..skills import RoleSkill
from ..transitions import Transition
from .names import OtherTitle

# What lists show of a role.
LISTED = ("slug", "title", "short_title", "lede", "track_id", "level_id", "rung", "copy_of_id")


class RoleQuerySet(ContentQuerySet):
    def published(self):
        return self.filter(status=PUBLISHED)

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
            self.filter(~Q(status=PUBLISHED) | Q(unpublish_at__isnull=False))
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
        """Rows of the role list, with the columns that it shows and no others."""
        return self.published().only(*LISTED)

    def with_figures(self, conditions: dict, *, currency: str, unit: str):
        """One row for each role and figure that meets the conditions (columns of PayFigure), one for a role without any.

        In no order. Annotates ``figure_id`` and ``shown_median``: the median to sort by, nothing where the figure is not
        drawn in this currency and unit.
        """
        meets = Q(**{f"pay_figures__{column}": value for column, value in conditions.items()})
        drawn = When(
            PayFigure.drawn("figure__"),
            figure__currency=currency,
            figure__unit=unit,
            then=F("figure__p50"),
        )
        return (
            self.published()
            .order_by()
            .annotate(figure=FilteredRelation("pay_figures", condition=meets), figure_id=F("figure__pk"))
            .annotate(shown_median=Case(drawn))
        )

    def for_ladder(self):
        return self.published().select_related("track", "level").in_ladder_order()

    def first_of_groups(self, most: int):
        """The first rungs of each track and level, at most so many of each, with what pictures and ladders show."""
        place = Window(RowNumber(), partition_by=["track_id", "level_id"], order_by=["rung", "title"])
        # First by keys alone, which the index for lists holds in this order.
        keys = self.published().order_by().annotate(place=place).filter(place__lte=most).values("pk")
        return self.for_list().filter(pk__in=keys).order_by("track__order", "level__rank", "rung", "title")

    def lately_written(self, most: int):
        """The roles whose texts changed last, the newest first."""
        rows = self.published().only(*LISTED, "written_on")
        return rows.order_by("-written_on", "track__order", "rung", "title")[:most]

    def rungs_of(self, track) -> list[tuple]:
        """The ladder of a track (its key) from the bottom up: rank of the level, rung, title and key of each role."""
        rows = self.published().filter(track=track).order_by()
        return sorted(rows.values_list("level__rank", "rung", "title", "pk"))

    def count_groups(self) -> Counter[tuple[str, str]]:
        """How many roles there are of each track and level, by their slugs."""
        rows = self.order_by().values_list("track__slug", "level__slug").annotate(Count("pk"))
        return Counter({(track, level): count for track, level, count in rows})

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
        figures = PayFigure.objects.filter(source=source).order_by()
        cited = Section.sources.through.objects.filter(source=source)
        count = figures.filter(role=OuterRef("pk")).values("role").annotate(number=Count("pk")).values("number")
        return (
            self.for_list()
            .filter(Q(pk__in=figures.values("role")) | Q(pk__in=cited.values("section__role")))
            .annotate(figure_count=Coalesce(Subquery(count), 0))
            .in_ladder_order()
        )


class LiveRoles(models.Manager.from_queryset(RoleQuerySet)):
    """Roles without their working copies: what lists, search, files and importers go by."""

    def get_queryset(self):
        return super().get_queryset().filter(copy_of=None)
