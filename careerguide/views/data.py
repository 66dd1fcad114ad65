"""The whole guide to take away: one JSON document, tables as CSV, and the data package that describes them."""

import json

from django.http import Http404, HttpResponse

from careerguide.cache import public_page
from careerguide.data_package import LICENCE_NOTE, TABLES, cells, guide_document, package
from careerguide.exports import csv_text
from careerguide.models import Role, Source
from careerguide.rendering import render_page


@public_page
def data(request):
    tables = [{"table": table, "count": table.rows_of().count()} for table in TABLES.values()]
    context = {
        "tables": tables,
        "licence_note": LICENCE_NOTE,
        "sources": Source.objects.all(),
        "example": Role.objects.for_ladder().first(),
    }
    return render_page(request, "data.html", context=context)


@public_page
def data_json(request):
    return as_json(guide_document())


@public_page
def data_package(request):
    return as_json(package())


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


def as_json(content: dict) -> HttpResponse:
    return HttpResponse(
        json.dumps(content, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
