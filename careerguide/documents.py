"""A page in other forms, as text: Markdown, JSON and CSV."""

from collections.abc import Iterable

from django.urls import reverse

from careerguide.data_package import LICENCE_NOTE
from careerguide.exports import csv_text
from careerguide.models import PayFigure, Role, Source
from careerguide.page_markdown import page_as_markdown
from careerguide.pay_page import COLUMNS, PayRow, in_page_order, table
from careerguide.role_document import json_text, role_document
from careerguide.sharing import absolute


def markdown_document(html: str, page: str, sources: Iterable[Source]) -> str:
    """The main part of a page at a path, and where it comes from, under which licence, with each source that it names."""
    text = page_as_markdown(html, absolute(page))
    cited = [source for source in sources if f"({absolute(source.get_absolute_url())})" in text]
    lines = [f"From <{absolute(page)}>. {LICENCE_NOTE}", ""]
    lines += [f"- {source.slug}: {source.attribution} ({source.licence})" for source in cited]
    return f"{text}\n---\n\n" + "\n".join(lines) + "\n"


def json_document(role: Role) -> str:
    """A role as ``role_document`` takes it."""
    return json_text({"$schema": absolute(reverse("role_schema"))} | role_document(role))


def pay_csv(role: Role, figures: Iterable[PayFigure]) -> str:
    """Every pay figure of a role, with source, licence and attribution in the row; figures come with their role."""
    return csv_text(
        COLUMNS, table([PayRow(role, figure, figure.is_drawn) for figure in in_page_order(figures)], absolute)
    )
