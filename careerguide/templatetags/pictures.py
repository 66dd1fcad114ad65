"""Tags that draw pay and shares: axes, ranges, marks, bars. None of them queries."""

from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from careerguide.models import PERCENTILES, PayFigure
from careerguide.ranges import Axis, withheld

from .words import money, thousands

register = template.Library()


@register.simple_tag
def axis(scale: Axis, currency: str = "USD") -> str:
    """The scale above a chart."""
    words = [f"{tick // 1000:,}k" if tick else money(0, currency) for tick in scale.ticks]
    ticks = format_html_join("", "<span>{}</span>", ((word,) for word in words))
    return format_html('<div class="axis" aria-hidden="true">{}</div>', ticks)


def line(css: str, x1: str, x2: str, y1: int = 12, y2: int = 12) -> str:
    return f'<line class="{css}" x1="{x1}" x2="{x2}" y1="{y1}" y2="{y2}"/>'


def marks(figure: PayFigure, scale: Axis) -> SafeString:
    """The marks of one figure: whisker, bar, ring, diamond, dashed box, arrow to withheld amounts. Only numbers go in."""
    at, parts = scale.position, []
    low, high = figure.p10, figure.p90
    ends = [value for name in PERCENTILES if (value := getattr(figure, name)) is not None]
    if withheld(figure):
        parts.append(line("w", at(ends[-1]), at(figure.top_code)) if ends else "")
        parts.append(
            f'<svg x="{at(figure.top_code)}" y="12" overflow="visible"><path class="op" d="M0 0h18m-6-5 6 5-6 5"/></svg>'
        )
    if figure.low is not None and figure.high is not None:
        parts.append(
            f'<rect class="un" x="{at(figure.low)}" width="{at(figure.high - figure.low)}" y="7" height="10"/>'
        )
    if low is not None or high is not None:
        parts.append(line("w", at(ends[0]), at(ends[-1])))
        parts += [line("k", at(end), at(end), 8, 16) for end in (low, high) if end is not None]
    if figure.p25 is not None and figure.p75 is not None:
        parts.append(line("b", at(figure.p25), at(figure.p75)))
    if figure.p50 is not None:
        few = " few" if figure.is_few else ""
        parts.append(f'<circle class="m{few}" cx="{at(figure.p50)}" cy="12" r="5"/>')
    elif figure.mean is not None:
        parts.append(
            f'<svg x="{at(figure.mean)}" y="12" overflow="visible"><path class="mn" d="M0-6.5 6.5 0 0 6.5-6.5 0z"/></svg>'
        )
    return mark_safe("".join(parts))  # noqa: S308 - numbers and our own words only


@register.simple_tag
def pay_range(figure: PayFigure, scale: Axis, letter: str = "", wide: bool = False) -> str:
    """One figure as a fluid picture; the words beside or behind it say the same."""
    begin = begin_range(letter, wide)
    return mark_safe(f"{begin}{marks(figure, scale)}</svg>")  # noqa: S308 - both are safe


@lru_cache(maxsize=100)
def begin_range(letter: str, wide: bool) -> str:
    track = format_html(' data-t="{}"', letter) if letter else ""
    return format_html('<svg class="rg{}"{} aria-hidden="true">', " wide" if wide else "", track)


@register.simple_tag
def my_mark(amount: int | None, scale: Axis) -> str:
    """The dashed line of the reader's own pay, in every row; nothing beyond the end of the scale."""
    if amount is None or amount > scale.top:
        return ""
    at = scale.position(amount)
    return format_html('<svg class="mine" aria-hidden="true"><line x1="{}" x2="{}" y1="0" y2="100%"/></svg>', at, at)


@register.simple_tag
def my_flag(amount: int | None, scale: Axis, currency: str = "USD") -> str:
    """The flag of the reader's own pay, on the axis."""
    if amount is None or amount > scale.top:
        return ""
    return format_html(
        '<svg class="flag" aria-hidden="true"><svg x="{}" overflow="visible">'
        '<path d="M-30 0h60v18H5l-5 6-5-6h-25z"/><text y="13" text-anchor="middle">{}</text></svg></svg>',
        scale.position(amount), thousands(amount, currency),
    )  # fmt: skip


@register.simple_tag
def median_mark(figure: PayFigure, scale: Axis) -> str:
    """The median of a figure alone, for charts that hold sources against each other."""
    few = " few" if figure.is_few else ""
    return format_html(
        '<svg class="rg" aria-hidden="true"><circle class="m{}" cx="{}" cy="12" r="5"/></svg>',
        few, scale.position(figure.p50),
    )  # fmt: skip


@register.simple_tag
def spread_band(ends: tuple[int, int], scale: Axis) -> str:
    """The band from the lowest to the highest middle figure of a chart."""
    return format_html(
        '<svg class="sp" aria-hidden="true"><rect x="{}" width="{}" height="100%"/></svg>',
        scale.position(ends[0]), scale.position(ends[1] - ends[0]),
    )  # fmt: skip


@register.simple_tag
def share_bar(percent, top: int) -> str:
    """A bar for a percentage on a scale from zero to ``top`` percent."""
    width = f"{min(max(float(percent), 0) / top * 100, 100):.1f}%"
    return format_html(
        '<svg class="rg" aria-hidden="true"><line class="b" x1="0" x2="{}" y1="12" y2="12"/></svg>',
        width,
    )
