"""Every address of the public site that can be a file, and every old one that leads to it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from careerguide.data_package import TABLES
from careerguide.models import (
    Level,
    Page,
    PayImport,
    RetiredSlug,
    Role,
    Skill,
    Source,
    Track,
    Transition,
    slugs_of_aliases,
)

ALONE = (
    "home", "role_list", "track_list", "skill_list", "source_list", "glossary", "pay_explorer", "pay_changes", "pay_csv",
    "data", "data_json", "data_package", "role_schema", "role_feed", "pay_feed",
    "robots", "llms", "manifest", "sitemap", "search_suggest",
)  # fmt: skip
# Pages that are nothing without a server: a plain page at their addresses says so.
NEED_A_SERVER = ("search", "role_compare", "path_finder", "skill_match", "report")
# Every form of the page of a role, a track and a skill.
FORMS = {
    Role: ("role_detail", "role_pay", "role_markdown", "role_json", "role_csv", "role_qr", "role_embed"),
    Track: ("track_detail", "track_markdown"),
    Skill: ("skill_detail", "skill_markdown"),
}


def public(model):
    return model.objects.published() if model is Role else model.objects.all()


@dataclass(frozen=True)
class Group:
    """Addresses that are made together, and the roles whose own rows they show; None where they may show anything."""

    key: str
    addresses: list[str]
    roles: tuple[str, ...] | None = None


def groups() -> Iterator[Group]:
    """All pages in all their forms: lists first, whose further pages follow one by one; the forms of a page together."""
    for address in alone():
        yield Group(address, [address])
    next_to = defaultdict(list)
    for start, end in steps():
        next_to[start].append(end)
    # In this order because neighbours on the ladder show the same rows.
    for slug in public(Role).in_ladder_order().values_list("slug", flat=True):
        addresses = [reverse(name, args=[slug]) for name in FORMS[Role]]
        addresses += [reverse("role_next", args=[slug, other]) for other in next_to[slug]]
        yield Group(addresses[0], addresses, (slug, *next_to[slug]))
    for slug in Track.objects.order_by("pk").values_list("slug", flat=True):
        addresses = [reverse(name, args=[slug]) for name in FORMS[Track]]
        yield Group(addresses[0], addresses)
    for slug in Skill.objects.order_by("pk").values_list("slug", flat=True):
        addresses = [reverse(name, args=[slug]) for name in FORMS[Skill]]
        yield Group(addresses[0], addresses, ())


def pages() -> Iterator[str]:
    """The addresses of all pages in all their forms."""
    return (address for group in groups() for address in group.addresses)


def alone() -> Iterator[str]:
    """Pages without other forms."""
    yield from (reverse(name) for name in ALONE)
    yield from views()
    yield from (reverse("data_table", args=[name]) for name in TABLES)
    yield from (reverse("page_detail", args=[slug]) for slug in Page.objects.values_list("slug", flat=True))
    yield from (reverse("source_detail", args=[slug]) for slug in Source.objects.values_list("slug", flat=True))
    yield from (reverse("pay_import", args=[pk]) for pk in PayImport.objects.values_list("pk", flat=True))


def steps() -> dict[tuple[str, str], None]:
    """The pairs of roles with a page on what changes between them: along a step, and the other way round."""
    found = Transition.objects.between_published().values_list("from_role__slug", "to_role__slug")
    return dict.fromkeys(pair for step in found for pair in (step, step[::-1]))


def views() -> Iterator[str]:
    """Views of the lists with a query that readers follow most: one track, one level."""
    for name in ("role_list", "pay_explorer"):
        for group, model in (("track", Track), ("level", Level)):
            yield from (f"{reverse(name)}?{group}={slug}" for slug in model.objects.values_list("slug", flat=True))


def moved() -> dict[tuple[type, str], str | None]:
    """Old slugs of roles, tracks and skills with the slug that has their place now; None where it is gone for good."""
    found: dict[tuple[type, str], str | None] = {}
    for model in FORMS:
        slugs = set(public(model).values_list("slug", flat=True))
        leads: dict[str, str | None] = {old: new for old, new in slugs_of_aliases(model).items() if old not in slugs}
        for retired in RetiredSlug.objects.filter(kind=model._meta.model_name).select_related("role", "track", "skill"):
            if retired.public_successor:
                leads[retired.slug] = retired.public_successor.slug
            elif retired.successor is None:
                leads.setdefault(retired.slug)
        found |= {(model, old): new for old, new in leads.items() if old not in slugs}
    return found


def file_of(address: str) -> str:
    """The file that an address is served from, such as roles/ml-engineer/index.html."""
    path, _, query = address.lstrip("/").partition("?")
    if query:
        return f"{path}.views/{query}.html"
    return f"{path}index.html" if path == "" or path.endswith("/") else path
