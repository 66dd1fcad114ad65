"""The whole guide to take away: one JSON document, tables as CSV, and the data package that describes them."""

from collections.abc import Iterable

from django.http import Http404, HttpResponse

from careerguide.cache import public_page
from careerguide.data_package import LICENCE_NOTE, TABLES, cells, count_rows, guide_json, package
from careerguide.exports import csv_text
from careerguide.models import Role, Source
from careerguide.rendering import render_page
from careerguide.role_document import json_text


@public_page
def data(request):
    counts = count_rows()
    tables = [{"table": table, "count": counts[name]} for name, table in TABLES.items()]
    context = {
        "tables": tables,
        "licence_note": LICENCE_NOTE,
        "sources": Source.objects.all(),
        "example": Role.objects.for_ladder().first(),
    }
    return render_page(request, "data.html", context=context)


@public_page
def data_json(request):
    return as_json(guide_json())


@public_page
def data_package(request):
    return as_json([json_text(package())])


@public_page
def data_table(request, name):
    table = TABLES.get(name)
    if table is None:
        raise Http404
    return HttpResponse(
        csv_text(table.columns, cells(table)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def as_json(parts: Iterable[str]) -> HttpResponse:
    return HttpResponse(parts, content_type="application/json; charset=utf-8")
