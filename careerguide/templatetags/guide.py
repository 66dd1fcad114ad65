"""Tags of the parts that pages are put together from: plates, stops, icons, grades, rows of lists. None of them queries."""

from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from careerguide.models import PayFigure
from careerguide.ranges import Axis

from .pictures import pay_range
from .words import group_name, in_words, period, thousands

register = template.Library()

BASES = {"sourced": "Sourced", "data": "From data"}
# Our own markup: safe, because nothing that anybody wrote is in it.
SELECTED = mark_safe(" selected")
TICKED, NOT_TICKED = mark_safe(" checked></label>\n</li>"), mark_safe("></label>\n</li>")
FEW, OCCUPATION = mark_safe("<small>few</small>"), mark_safe("<small>occupation</small>")
NO_PAY = mark_safe('<p class="plot small soft">Not enough data</p><p class="num" aria-hidden="true">–</p>')


@register.simple_tag
def options(choices, chosen: str = "") -> str:
    """The options of a select, the chosen one marked; as a tag, because a list of skills is long."""
    return make_options(tuple(choices), chosen)


@lru_cache(maxsize=100)
def make_options(choices: tuple[tuple[str, str], ...], chosen: str) -> str:
    pairs = [(value, SELECTED if value and value == chosen else "", label) for value, label in choices]
    return format_html_join("", '<option value="{}"{}>{}</option>', pairs)


@register.simple_tag
@lru_cache(maxsize=100)
def icon(name: str, extra: str = "") -> str:
    """A decorative icon of includes/sprite.html; the words beside it carry the meaning."""
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="#i-{}"/></svg>',
        f" {extra}" if extra else "", name,
    )  # fmt: skip


@register.simple_tag
def plate(track, level=None, size: str = "") -> str:
    """A track's letter on its colour, with the level's rank beside it; hidden words say it to screen readers."""
    return make_plate(track.letter, track.short_name, level.rank if level else None, size)


@lru_cache(maxsize=500)
def make_plate(letter: str, name: str, rank: int | None, size: str) -> str:
    if rank is None:
        return format_html(
            '<span class="plate solo{}" data-t="{}" aria-hidden="true"><b>{}</b></span>',
            f" {size}" if size else "", letter, letter,
        )  # fmt: skip
    return format_html(
        '<span class="plate{}" data-t="{}" aria-hidden="true"><b>{}</b>{}</span><span class="vh">{} track, level {}: </span>',
        f" {size}" if size else "", letter, letter, rank, name, rank,
    )  # fmt: skip


@register.simple_tag
def stop(role, long: bool = True) -> str:
    """Plate and title of a role as one link."""
    return format_html(
        '<a class="stop" href="{}">{}<span class="n">{}</span></a>',
        role.get_absolute_url(), plate(role.track, role.level), role.title if long else role.name,
    )  # fmt: skip


@register.simple_tag
def listed_role(role, ticked) -> str:
    """A row of the role list with its box to tick; ``role.row`` is what ``make_row`` made."""
    return role.row + (TICKED if role.slug in ticked else NOT_TICKED)


def make_row(role, scale: Axis) -> str:
    """A row of the role list up to the tick in its box, with its headline on the list's scale."""
    return format_html(
        '<li>\n{}\n<div><h3><a href="{}">{}</a></h3><p>{}</p></div>\n<p class="xl">{}</p>\n{}\n'
        '<label class="check"><span class="vh">Compare {}</span>'
        '<input type="checkbox" id="compare-{}" name="role" value="{}" form="tray"',
        plate(role.track, role.level), role.get_absolute_url(), role.title, role.lede, ", ".join(role.main_skills),
        listed_pay(role, scale), role.title, role.slug, role.slug,
    )  # fmt: skip


def listed_pay(role, scale: Axis) -> str:
    """The headline of a role as two cells: the range, and the median in figures."""
    top, figure = role.headline, role.headline.figure
    if figure is None:
        return NO_PAY
    is_wide = top.is_occupation
    return format_html(
        '<div class="plot">{}<span class="vh">{}{}</span></div>\n<p class="num" aria-hidden="true">{}{}</p>',
        pay_range(figure, scale, role.track.letter, is_wide),
        "Closest official occupation, wider than the role: " if is_wide else "", in_words(figure), thousands(figure.p50),
        FEW if top.is_few else OCCUPATION if is_wide else "",
    )  # fmt: skip


@register.simple_tag
@lru_cache(maxsize=10)
def grade(value: int, words: bool = True) -> str:
    """Four boxes, as many filled as the grade says, and the grade's name."""
    name = ("none", "aware", "working", "practised", "expert")[value]
    return format_html(
        '<span class="lv"><svg aria-hidden="true"><use href="#lv{}"/></svg>{}</span>',
        value, format_html(" {}", name.capitalize()) if words else format_html('<span class="vh">{}</span>', name),
    )  # fmt: skip


@register.simple_tag
@lru_cache(maxsize=100)
def self_link(anchor: str, words: str) -> str:
    """A section's link to itself, to copy; the stylesheet shows it beside what is pointed at."""
    return format_html('<a class="self" href="#{}" aria-label="{}: link to it">#</a>', anchor, words)


@register.simple_tag
def report_link(words: str, page: str, slug: str, part: str = "") -> str:
    """The link to report an error in a page or a part of it; see ``report_subject.find`` for what it leads to.

    Its name begins like that of the part's link to itself, because that compresses best.
    """
    return format_html(
        '<a class="er" rel="nofollow" href="/report/?about={}/{}{}" aria-label="{}: report an error">Report an error</a>',
        page, slug, f"/{part}" if part else "", words,
    )  # fmt: skip


@register.simple_tag
def basis(kind: str, sources=(), words: str = "", page: str = "", slug: str = "", part: str = "") -> str:
    """What a section rests on, and the link to report an error in it; as a tag, because a role page has a dozen."""
    cited = format_html_join(", ", '<a href="{}">{}</a>', ((row.get_absolute_url(), row.slug) for row in sources or ()))
    before = ("; cited: " if kind == "editorial" else ": ") if cited else ""
    return format_html(
        '<p class="basis small soft">{}{}{}. {}</p>',
        BASES.get(kind, "Our judgement"), before, cited, report_link(words, page, slug, part) if slug else "",
    )  # fmt: skip


@register.simple_tag
def report_figure(figure: PayFigure, role) -> str:
    """The link to report an error in a pay figure of a role."""
    group = group_name(figure.label) or figure.get_match_display()
    return report_link(f"{group}, {period(figure.period)}, {figure.place}", "roles", role.slug, figure.anchor)
