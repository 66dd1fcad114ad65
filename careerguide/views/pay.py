"""The pay explorer, its table as CSV, and the pay page of a role."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse

from careerguide.cache import public_page
from careerguide.exports import csv_text
from careerguide.forms import PayFilterForm
from careerguide.models import Level, PayFigure, Role, Track
from careerguide.pay_page import COLUMNS, ladder_pay, oddities, pay_rows, remarks, rule_steps, table, witnesses
from careerguide.ranges import amounts, axis_for, headline, other_places, pay_groups
from careerguide.rendering import render_page
from careerguide.sharing import absolute

PAGE_SIZE = 40


def read_form(request) -> PayFilterForm:
    return PayFilterForm(
        request.GET, tracks=Track.objects.all(), levels=Level.objects.all(), offers=PayFigure.objects.offers()
    )


def chosen_roles(form):
    """One row for each role and figure of the view, in its order."""
    currency, unit = form.money
    roles = Role.objects.with_figures(form.conditions(), newest=form.is_newest, currency=currency, unit=unit)
    return form.order(form.filter(roles))


@public_page
def pay_explorer(request):
    form = read_form(request)
    roles = chosen_roles(form)
    currency, unit = form.money
    figures = PayFigure.objects.chosen(form.conditions(), newest=form.is_newest)
    page = Paginator(roles, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = pay_rows(page, currency, unit)
    number = page.number if page.number > 1 else ""
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "currency": currency,
        "unit": unit,
        # One scale for every page and filter of a group, so that two views can be held against each other.
        "axis": axis_for([figures.comparable(currency, unit).highest_amount()]),
        "counts": roles.count_medians(form.value("me")),
        "witnesses": witnesses(row.figure for row in rows if row.figure),
        "remarks": remarks(rows),
        "canonical": absolute(request.path + form.query(page=number).removesuffix("?")),
    }
    return render_page(request, "pay/explorer.html", "pay/_explorer.html", context)


@public_page
def pay_csv(request):
    """The rows of a view of the explorer: of one page where the address names it, else all of them."""
    form = read_form(request)
    roles = chosen_roles(form)
    if "page" in request.GET:
        roles = Paginator(roles, PAGE_SIZE).get_page(request.GET["page"])
    return HttpResponse(
        csv_text(COLUMNS, table(pay_rows(roles, *form.money), absolute)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="pay.csv"'},
    )


@public_page
def role_pay(request, slug):
    role = (
        Role.objects.published()
        .select_related("track", "level")
        .prefetch_related("pay_notes")
        .filter(slug=slug)
        .first()
    )
    if role is None:
        raise Http404
    figures = list(PayFigure.objects.filter(role=role).for_page())
    top = headline(figures)
    ladder = list(Role.objects.for_ladder().filter(track=role.track).with_pay())
    rungs = ladder_pay(ladder, top)
    context = {
        "role": role,
        "headline": top,
        "headline_axis": axis_for(amounts(top.figure) if top.figure else [], most_steps=5),
        "rule_steps": rule_steps(figures, top),
        "oddities": oddities(role, top, ladder),
        "pay_groups": pay_groups(figures),
        "other_places": other_places(figures),
        "rungs": rungs,
        "rung_axis": axis_for(amount for rung in rungs if rung.figure for amount in amounts(rung.figure)),
    }
    return render_page(request, "pay/role.html", context=context)
