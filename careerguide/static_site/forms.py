"""The forms of a page that need not be asked for one by one: made from the page itself, or from rows read for many roles."""

from collections.abc import Iterator

from django.urls import reverse

from careerguide.documents import json_document, markdown_document, pay_csv
from careerguide.models import PayFigure, Role, Source, Transition
from careerguide.next_page import NEXT_PAGE, next_context
from careerguide.reference import Reference, reference
from careerguide.role_page import around, ladder_order
from careerguide.role_pay import EMBED, ROLE_PAY, embed_context, role_pay_context
from careerguide.sharing import absolute, qr_code
from careerguide.static_site.addresses import Group
from careerguide.static_site.fetching import Answer, page_of_ours


def forms_of_roles(groups: list[Group], version: int) -> Iterator[Answer]:
    """All forms of roles but the page and its Markdown, as their views send them but for the headers."""
    of_roles = [group.roles for group in groups if group.roles]
    found = list(Role.objects.for_documents().filter(slug__in=[slug for slug, *_ in of_roles]))
    yield from pay_pages(found, reference(version))
    for role in found:
        yield document(reverse("role_json", args=[role.slug]), json_document(role))
        yield document(reverse("role_csv", args=[role.slug]), pay_csv(role, role.pay_figures.all()))
        yield document(reverse("role_qr", args=[role.slug]), qr_code(absolute(role.get_absolute_url())))
    pairs = [(slug, other) for slug, *others in of_roles for other in others]
    slugs = {slug for pair in pairs for slug in pair}
    roles = {role.slug: role for role in Role.objects.for_comparison().filter(slug__in=slugs)}
    steps = {(step.from_role.slug, step.to_role.slug): step for step in Transition.objects.along(pairs)}
    for pair in pairs:
        if roles.keys() >= set(pair):
            before, after = (roles[slug] for slug in pair)
            context = next_context(before, after, steps.get(pair))
            yield page_of_ours(reverse("role_next", args=pair), NEXT_PAGE, context)


def pay_pages(roles: list[Role], known: Reference) -> Iterator[Answer]:
    """The pay pages of roles, and their cards for other sites."""
    rungs = {role.pk: known.rungs(role.track_id) for role in roles}
    keys = {role.pk: around(rungs[role.pk], role) for role in roles}
    others = Role.objects.for_list().in_bulk(set().union(*keys.values()))
    known.place(others.values())
    headlines = PayFigure.objects.headlines_of([*roles, *others.values()], known.home)
    for role in roles:
        ladder = sorted([role, *(others[key] for key in keys[role.pk] if key in others)], key=ladder_order)
        context = role_pay_context(role, role.pay_figures.all(), ladder, headlines, len(rungs[role.pk]))
        yield page_of_ours(reverse("role_pay", args=[role.slug]), ROLE_PAY, context)
        context = embed_context(role, headlines[role.pk])
        yield page_of_ours(reverse("role_embed", args=[role.slug]), EMBED, context)


def document(address: str, text: str) -> Answer:
    return Answer(address, 200, {}, text.encode())


class Markdown:
    """The Markdown form of pages, made from their HTML."""

    def __init__(self):
        self.sources = list(Source.objects.all())

    def of(self, page: Answer) -> Answer:
        text = markdown_document(page.body.decode(), page.address, self.sources)
        return document(f"{page.address.removesuffix('/')}.md", text)
