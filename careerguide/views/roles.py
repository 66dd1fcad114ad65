"""The role list and the role page."""

from typing import NamedTuple

from django.core.paginator import Paginator

from careerguide.cache import public_page
from careerguide.choices import named_roles
from careerguide.forms import RoleFilterForm
from careerguide.models import PayFigure, Role, RoleSkill
from careerguide.ranges import Axis, axis_for, headline
from careerguide.reference import Reference, reference
from careerguide.rendering import render_page
from careerguide.role_page import page_context
from careerguide.sharing import absolute
from careerguide.structured_data import item_list, script
from careerguide.templatetags.guide import make_row
from careerguide.views.errors import moved_filters, moved_or_gone

PAGE_SIZE = 40
# Roles ticked for a comparison; it shows four and says so when there are more.
MOST_TICKED = 8


class CountedPaginator(Paginator):
    """A paginator of rows that are counted already."""

    def __init__(self, rows, per_page: int, count: int):
        super().__init__(rows, per_page)
        self.count = count


class ListedRole(NamedTuple):
    """What the list shows of a role: its name and address, and its row, ready to send."""

    slug: str
    title: str
    url: str
    row: str

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return self.url


def listed(keys, known: Reference, scale: Axis) -> list[ListedRole]:
    """The roles with these keys; a row is made when a list first shows it, and kept with the content version."""
    rows = {key: known.listed[key] for key in keys if key in known.listed}
    if missing := [key for key in keys if key not in rows]:
        roles = Role.objects.for_list().in_bulk(missing)
        complete(roles.values(), known)
        for key, role in roles.items():
            rows[key] = ListedRole(role.slug, role.title, role.get_absolute_url(), make_row(role, scale))
        known.keep_listed(rows)
    return [rows[key] for key in keys if key in rows]


def complete(roles, known: Reference):
    """Gives the rows of a list what they show besides their own columns."""
    known.place(roles)
    skills, figures = RoleSkill.objects.main_names(roles), PayFigure.objects.headlines_of(roles, known.home)
    for role in roles:
        role.headline, role.main_skills = headline(figures[role.pk]), skills[role.pk]


@public_page(reads=(*RoleFilterForm.base_fields, "page", "role"))
def role_list(request):
    known = reference(request.content_version)
    if moved := moved_filters(request, track=known.track_slugs, skill=dict(known.skills)):
        return moved
    ticked = [slug for slug in request.GET.getlist("role") if slug][:MOST_TICKED]
    form = RoleFilterForm(
        request.GET,
        tracks=known.tracks,
        levels=known.levels,
        skills=known.skills,
        ticked=named_roles(Role.objects.for_ladder(), ticked).values() if ticked else (),
    )
    roles = Role.objects.published()
    form.count(roles, known)
    if form.order_name == "pay":
        keys = form.by_pay(roles, known)
    else:
        keys = form.order(form.filter(roles)).values_list("pk", flat=True)
    # One scale for every page and filter, so that two lists can be held against each other.
    scale = axis_for([known.highest_pay], most_steps=3)
    page = CountedPaginator(keys, PAGE_SIZE, form.counted().total()).get_page(request.GET.get("page"))
    page.object_list = listed(list(page.object_list), known, scale)
    shown = {role.slug for role in page.object_list}
    context = {
        "form": form,
        "page": page,
        "ticked_elsewhere": [role for slug, role in form.ticked.items() if slug not in shown],
        "role_count": known.groups.total(),
        "track_facets": form.facets("track"),
        "level_facets": form.facets("level"),
        "axis": scale,
        "canonical": absolute(
            request.path + form.query(page=page.number if page.number > 1 else "", role="").removesuffix("?")
        ),
        "structured_data": script(item_list(form.title(), page, first=page.start_index())),
    }
    return render_page(request, "roles/list.html", "roles/_browse.html", context)


@public_page
def role_detail(request, slug):
    known = reference(request.content_version)
    role = Role.objects.published().order_by().filter(slug=slug).first()
    if role is None:
        return moved_or_gone(request, Role, slug)
    known.place([role])
    return render_page(request, "roles/detail.html", context=page_context(role, known))
