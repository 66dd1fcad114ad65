"""The pay explorer, its table as CSV, the pay page of a role, and the log of imports."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from careerguide.cache import public_page
from careerguide.cards import pay_view_card
from careerguide.exports import csv_text
from careerguide.forms import PayFilterForm
from careerguide.models import PayFigure, PayImport, Role
from careerguide.pay_page import (
    COLUMNS,
    changed_values,
    count_lines,
    pay_rows,
    remarks,
    table,
)
from careerguide.ranges import axis_for, witnesses
from careerguide.reference import PayLine, reference
from careerguide.rendering import render_page
from careerguide.role_page import ladder_around
from careerguide.role_pay import ROLE_PAY, role_pay_context
from careerguide.sharing import absolute
from careerguide.views.errors import moved_filters, moved_or_gone

PAGE_SIZE = 40
IMPORTS_ON_A_PAGE = 20
CHANGES_ON_A_PAGE = 60


def read_form(request) -> PayFilterForm:
    known = reference(request.content_version)
    return PayFilterForm(request.GET, tracks=known.tracks, levels=known.levels, offers=known.pay_offers)


def chosen_lines(form, request) -> list[PayLine]:
    """The lines of the view, in its order."""
    return form.order(form.filter(reference(request.content_version).pay_lines(form.conditions(), *form.money)))


@public_page(reads=(*PayFilterForm.base_fields, "page"))
def pay_explorer(request):
    if moved := moved_filters(request, track=reference(request.content_version).track_slugs):
        return moved
    form = read_form(request)
    lines = chosen_lines(form, request)
    currency, unit = form.money
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = pay_rows(page, currency, unit)
    number = page.number if page.number > 1 else ""
    counts = count_lines(lines, form.value("me"))
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "currency": currency,
        "unit": unit,
        # One scale for every page and filter of a group, so that two views can be held against each other.
        "axis": axis_for([form.highest]),
        "mark": form.value("me"),
        "counts": counts,
        "witnesses": witnesses(row.figure for row in rows if row.figure),
        "remarks": remarks(rows),
        "canonical": absolute(request.path + form.query(page=number).removesuffix("?")),
        "card": view_card(form, counts),
    }
    return render_page(request, "pay/explorer.html", "pay/_explorer.html", context)


def view_card(form, counts: dict):
    """The card of a view of the explorer; the reader's own pay stands on none."""
    return pay_view_card(form.title(), counts, form.group.label, form.query(me="").removeprefix("?"))


@public_page(reads=(*PayFilterForm.base_fields, "page"))
def pay_csv(request):
    """The rows of a view of the explorer: of one page where the address names it, else all of them."""
    if moved := moved_filters(request, track=reference(request.content_version).track_slugs):
        return moved
    form = read_form(request)
    lines = chosen_lines(form, request)
    if "page" in request.GET:
        lines = Paginator(lines, PAGE_SIZE).get_page(request.GET["page"])
    return HttpResponse(
        csv_text(COLUMNS, table(pay_rows(lines, *form.money), absolute)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="pay.csv"'},
    )


@public_page
def role_pay(request, slug):
    role = Role.objects.published().filter(slug=slug).order_by("pk").first()
    if role is None:
        return moved_or_gone(request, Role, slug)
    known = reference(request.content_version)
    known.place([role])
    figures = list(PayFigure.objects.filter(role=role).order_by())
    known.attribute(figures)
    ladder, track_size = ladder_around(role, known), len(known.rungs(role.track_id))
    headlines = PayFigure.objects.headlines_of(ladder, known.home)
    return render_page(request, ROLE_PAY, context=role_pay_context(role, figures, ladder, headlines, track_size))


@public_page(reads=("page",))
def pay_changes(request):
    page = Paginator(PayImport.objects.for_public_log(), IMPORTS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render_page(request, "pay/changes.html", context={"page": page, "canonical": page_address(request, page)})


@public_page(reads=("page",))
def pay_import(request, pk):
    """The figures that one import added, changed or set aside."""
    pay_import = get_object_or_404(PayImport.objects.for_public_log(), pk=pk)
    page = Paginator(pay_import.changes.of_published(), CHANGES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "pay_import": pay_import,
        "page": page,
        "changes": [(change, changed_values(change)) for change in page],
        "canonical": page_address(request, page),
    }
    return render_page(request, "pay/import.html", context=context)


def page_address(request, page) -> str:
    return absolute(request.path + (f"?page={page.number}" if page.number > 1 else ""))
