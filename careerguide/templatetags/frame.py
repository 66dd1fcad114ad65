"""Tags of what stands around every page: made once in a process, except while debugging, when templates change."""

from dataclasses import dataclass
from functools import cache, lru_cache

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

register = template.Library()


@register.simple_tag
def same_everywhere(name: str) -> str:
    """A part that is the same on every page."""
    return make_part(name) if settings.DEBUG else part_made_once(name)


def make_part(name: str) -> str:
    return get_template(name).render()


part_made_once = cache(make_part)


@register.simple_block_tag
def once(content: str) -> str:
    """What stands inside, rendered once; with ``as`` for several places, such as the title for the head and for links."""
    return content


# The words of the menu, the view that they lead to, and whether the pages below it belong to that item.
MENU = (
    ("Roles", "role_list", True),
    ("Tracks", "track_list", True),
    ("Skills", "skill_list", True),
    ("Pay", "pay_explorer", False),
    ("Path finder", "path_finder", False),
    ("Compare", "role_compare", False),
    ("Sources", "source_list", True),
)
METHOD = ("Method", "/method/", False)


@dataclass(frozen=True)
class MenuItem:
    """A word of the menu; ``current`` is how ARIA calls the item that a page belongs to, or nothing."""

    words: str
    address: str
    current: str


@register.simple_tag(takes_context=True)
def site_header(context) -> str:
    """The bar at the top: the same on every page but for the item of the menu that the page belongs to."""
    path = context["request"].path if "request" in context else ""
    menu = tuple(
        MenuItem(
            words, address, "page" if path == address else "true" if has_below and path.startswith(address) else ""
        )
        for words, address, has_below in menu_pages()
    )
    return make_header(menu) if settings.DEBUG else header_made_once(menu)


@cache
def menu_pages() -> list[tuple[str, str, bool]]:
    return [(words, reverse(view), has_below) for words, view, has_below in MENU] + [METHOD]


def make_header(menu: tuple[MenuItem, ...]) -> str:
    return get_template("includes/header.html").render({"menu": menu})


header_made_once = lru_cache(maxsize=30)(make_header)
