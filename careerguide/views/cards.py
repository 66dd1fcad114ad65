"""The share cards as pictures, at addresses that name their content."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse

from careerguide.cache import public_page
from careerguide.cards import Card, compare_card, path_card, role_card, role_pay_card, skill_card, track_card
from careerguide.career_graph import career_graph
from careerguide.choices import RoleChoice, RouteChoice
from careerguide.forms import PayFilterForm
from careerguide.models import PayFigure, Role, RoleSkill, Skill, Track
from careerguide.pay_page import count_lines
from careerguide.ranges import headline
from careerguide.reference import reference
from careerguide.role_page import ladder_around, neighbours
from careerguide.route_page import find
from careerguide.views.paths import said_of
from careerguide.views.pay import chosen_lines, read_form, view_card
from careerguide.views.tracks import rungs_of

# The address changes with the picture, so that a picture under its own address never does.
FOR_GOOD = "public, max-age=31536000, immutable"
FOR_NOW = "public, max-age=300"


@public_page(reads=(*PayFilterForm.base_fields, "role", "hide", "from", "to", "prefer", "have"))
def card(request, kind, name):
    """The card of a page as it is now, whatever digest the address has; the site's own where there is no such page."""
    slug, _, digest = name.rpartition("-")
    found = KINDS[kind](slug, request) if kind in KINDS else None
    picture = found.png() if found else (settings.BASE_DIR / "static/img/card.png").read_bytes()
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = FOR_GOOD if found and found.digest == digest else FOR_NOW
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def row_at(rows: QuerySet, slug: str):
    """The row with this name in its address, or else the one that has its place now; None where there is neither."""
    return rows.filter(slug=slug).first() or rows.filter(retired_slugs__slug=slug).first()


def of_role(slug, request) -> Card | None:
    role = row_at(Role.objects.for_ladder(), slug)
    if role is None:
        return None
    top = headline(PayFigure.objects.filter(role=role).for_page())
    beside = neighbours(ladder_around(role, reference(request.content_version)), role)
    return role_card(role, top, beside["previous"], beside["next"])


def of_role_pay(slug, request) -> Card | None:
    role = row_at(Role.objects.for_ladder(), slug)
    if role is None:
        return None
    figures = list(PayFigure.objects.filter(role=role).for_pay_page())
    return role_pay_card(role, headline(figure for figure in figures if figure.is_main), figures)


def of_track(slug, request) -> Card | None:
    track = row_at(Track.objects, slug)
    if track is None:
        return None
    rungs = rungs_of(track, reference(request.content_version))
    return track_card(track, rungs, sum(rung["count"] for rung in rungs))


def of_skill(slug, request) -> Card | None:
    skill = row_at(Skill.objects, slug)
    return skill_card(skill, RoleSkill.objects.of_published(skill).count()) if skill else None


def of_pay_view(name, request) -> Card:
    form = read_form(request)
    return view_card(form, count_lines(chosen_lines(form, request), None))


def of_comparison(name, request) -> Card | None:
    choice = RoleChoice(request.GET, Role.objects.for_ladder())
    return compare_card(choice.roles, choice.query(canonical=True).removeprefix("?")) if len(choice.roles) > 1 else None


def of_path(name, request) -> Card | None:
    choice = RouteChoice(request.GET, Role.objects.for_ladder(), list(Skill.objects.all()))
    if not choice.is_complete:
        return None
    found = find(career_graph(), choice.start.slug, choice.target.slug, choice.prefer, choice.have)
    return path_card(choice.start, choice.target, said_of(found), choice.query().removeprefix("?"))


KINDS = {
    "roles": of_role,
    "pay": of_role_pay,
    "tracks": of_track,
    "skills": of_skill,
    "pay-explorer": of_pay_view,
    "compare": of_comparison,
    "paths": of_path,
}
