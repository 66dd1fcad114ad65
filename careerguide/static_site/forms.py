"""The forms of a page that need not be asked for one by one: made from the page itself, or from rows read for many roles."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from careerguide.documents import json_document, markdown_document, pay_csv
from careerguide.models import Role, Source
from careerguide.sharing import absolute, qr_code


def forms_of_roles(slugs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """JSON, CSV and QR code of roles, as their views send them: address and text."""
    for role in Role.objects.for_documents().filter(slug__in=list(slugs)):
        yield reverse("role_json", args=[role.slug]), json_document(role)
        yield reverse("role_csv", args=[role.slug]), pay_csv(role, role.pay_figures.all())
        yield reverse("role_qr", args=[role.slug]), qr_code(absolute(role.get_absolute_url()))


class Markdown:
    """The Markdown form of pages, made from their HTML."""

    def __init__(self):
        self.sources = list(Source.objects.all())

    def of(self, address: str, html: bytes) -> str:
        return markdown_document(html.decode(), address, self.sources)
