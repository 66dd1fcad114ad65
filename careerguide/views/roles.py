"""The role list and the role page."""

from django.core.paginator import Paginator

from careerguide.cache import public_page
from careerguide.forms import RoleFilterForm
from careerguide.models import PayFigure, Role, RoleSkill
from careerguide.ranges import axis_for, headline
from careerguide.reference import Reference, reference
from careerguide.rendering import render_page
from careerguide.role_page import page_context
from careerguide.sharing import absolute
from careerguide.structured_data import item_list, script
from careerguide.views.errors import moved_or_gone, moved_track

PAGE_SIZE = 40
# Roles ticked for a comparison; it shows four and says so when there are more.
MOST_TICKED = 8


class CountedPaginator(Paginator):
    """A paginator of rows that are counted already."""

    def __init__(self, rows, per_page: int, count: int):
        super().__init__(rows, per_page)
        self.count = count


class RowsByKey:
    """Rows in the order of their keys; each page is asked for by itself."""

    def __init__(self, rows, keys: list[int]):
        self.rows, self.keys = rows, keys

    def __len__(self):
        return len(self.keys)

    def __getitem__(self, part: slice) -> list:
        found = self.rows.in_bulk(self.keys[part])
        return [found[key] for key in self.keys[part] if key in found]


def complete(roles, known: Reference):
    """Gives the rows of a list what they show besides their own columns."""
    known.place(roles)
    skills, figures = RoleSkill.objects.main_names(roles), PayFigure.objects.headlines_of(roles, known.home)
    for role in roles:
        role.headline, role.main_skills = headline(figures[role.pk]), skills[role.pk]


@public_page(reads=(*RoleFilterForm.base_fields, "page", "role"))
def role_list(request):
    known = reference(request.content_version)
    if moved := moved_track(request, known.tracks):
        return moved
    ticked = request.GET.getlist("role")[:MOST_TICKED]
    form = RoleFilterForm(
        request.GET,
        tracks=known.tracks,
        levels=known.levels,
        skills=known.skills,
        ticked=Role.objects.for_ladder().filter(slug__in=ticked) if ticked else (),
    )
    roles = Role.objects.for_list()
    form.count(roles, known)
    by_pay = form.order_name == "pay"
    rows = RowsByKey(roles, form.by_pay(roles, known)) if by_pay else form.order(form.filter(roles))
    page = CountedPaginator(rows, PAGE_SIZE, form.counted().total()).get_page(request.GET.get("page"))
    complete(page.object_list, known)
    context = {
        "form": form,
        "page": page,
        "ticked_elsewhere": [role for role in form.ticked.values() if role not in page.object_list],
        "role_count": known.groups.total(),
        "track_facets": form.facets("track"),
        "level_facets": form.facets("level"),
        # One scale for every page and filter, so that two lists can be held against each other.
        "axis": axis_for([known.highest_pay], most_steps=3),
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
