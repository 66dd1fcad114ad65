"""Tags and filters of the pages: plates, stops, icons, grades, money and the range picture. None of them queries."""

from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from careerguide.models import PERCENTILES, PayFigure
from careerguide.ranges import Axis, is_drawn, withheld

register = template.Library()

SIGNS = {"USD": "$", "GBP": "£", "EUR": "€", "CAD": "C$", "AUD": "A$"}
CURRENCIES = {
    "USD": "US dollars",
    "GBP": "pounds sterling",
    "EUR": "euros",
    "CAD": "Canadian dollars",
    "AUD": "Australian dollars",
}
# The levels by which the set of adverts tells its groups apart.
ADVERT_LEVELS = {
    "EN": "entry level",
    "MI": "middle level",
    "SE": "senior level",
    "EX": "executive level",
    "ALL": "every level",
}
BASES = {"sourced": "Sourced", "data": "From data"}
# Our own markup: safe, because nothing that anybody wrote is in it.
CHECKED, SELECTED = mark_safe(" checked"), mark_safe(" selected")
FEW, OCCUPATION = mark_safe("<small>few</small>"), mark_safe("<small>occupation</small>")
NO_PAY = mark_safe('<p class="plot small soft">Not enough data</p><p class="num" aria-hidden="true">–</p>')
MONTHS = [
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@register.simple_tag
def options(choices, chosen: str = "") -> str:
    """The options of a select, the chosen one marked; as a tag, because a list of skills is long."""
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
def listed_role(role, scale: Axis, ticked) -> str:
    """A row of the role list, with its headline on the list's scale; as a tag, because a list has forty of them."""
    return format_html(
        '<li>\n{}\n<div><h3><a href="{}">{}</a></h3><p>{}</p></div>\n<p class="xl">{}</p>\n{}\n'
        '<label class="check"><span class="vh">Compare {}</span>'
        '<input type="checkbox" id="compare-{}" name="role" value="{}" form="tray"{}></label>\n</li>',
        plate(role.track, role.level), role.get_absolute_url(), role.title, role.lede, ", ".join(role.main_skills),
        listed_pay(role, scale), role.title, role.slug, role.slug, CHECKED if role.slug in ticked else "",
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


@register.filter
def money(amount: int | None, currency: str = "USD") -> str:
    """An amount in whole units, such as $138,900; a dash when the source publishes none."""
    return "–" if amount is None else f"{SIGNS.get(currency, currency + ' ')}{amount:,}"


@register.filter
def thousands(amount: int | None, currency: str = "USD") -> str:
    """An amount to the nearest thousand, such as $139k; a dash when the source publishes none."""
    # Half up, because a reader does not expect banker's rounding.
    return "–" if amount is None else f"{SIGNS.get(currency, currency + ' ')}{(amount + 500) // 1000:,}k"


@register.filter
def currency_name(code: str) -> str:
    """A currency in words, such as US dollars; its code where we have no words."""
    return CURRENCIES.get(code, code)


@register.filter
def group_name(label: str) -> str:
    """A group of adverts as its source labels it, in words: “data-scientist / SE” is data scientist, senior level."""
    titles, _, level = label.partition(" / ")
    if level not in ADVERT_LEVELS:
        return label
    return f"{titles.removesuffix('-generic').replace('-', ' ')}, {ADVERT_LEVELS[level]}"


@register.simple_tag
def percentile(figure: PayFigure | None, name: str) -> str:
    """An amount of a figure for a table: money, “or more” where the source withholds it, a dash where it has none."""
    if figure is None or figure.is_insufficient:
        return "–"
    if name in withheld(figure):
        return f"{money(figure.top_code, figure.currency)} or more"
    return money(getattr(figure, name), figure.currency)


@register.filter
def period(value: str) -> str:
    """A period as readers write it: May 2025, 2024, 2024 to 2025."""
    first, _, second = value.partition("-")
    if len(second) == 2:
        return f"{MONTHS[int(second)]} {first}" if second.isdigit() and 1 <= int(second) <= 12 else value
    return f"{first} to {second}" if second else first


@register.filter
def years(role) -> str:
    """Years in the field: 2 to 5 years, 10 years or more."""
    return span(role.years_min, role.years_max)


def span(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    if high is None:
        return f"{low} years or more"
    if low is None or low == high:
        return f"{high} year{'' if high == 1 else 's'}"
    return f"{low} to {high} years"


@register.filter
def step_years(transition) -> str:
    """Years before a step, or of a whole route: 2 to 4 years, up to 1 year."""
    if transition.years_min == 0:
        return f"up to {transition.years_max} year{'' if transition.years_max == 1 else 's'}"
    return span(transition.years_min, transition.years_max)


@register.filter
def years_between(ends: tuple) -> str:
    """A pair of years in the field, such as 2 to 5 years; nothing where neither is known."""
    return span(*ends)


@register.filter
def pay_difference(change) -> str:
    """The amount of a pay change with its sign, such as +$29,900 or −$4,000."""
    sign = "+" if change.amount > 0 else "−" if change.amount < 0 else ""
    return f"{sign}{money(abs(change.amount), change.currency)}"


@register.filter
def at(mapping, key):
    """What a mapping holds for a key that is known at run time only."""
    return mapping.get(key)


@register.filter
def in_sentence(title: str) -> str:
    """A title as it stands inside a sentence: small letters, but for words such as AI, ML or MLOps."""
    return " ".join(word if sum(map(str.isupper, word)) > 1 else word.lower() for word in str(title).split(" "))


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
        few = " few" if figure.quality == PayFigure.Quality.INDICATIVE else ""
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
    few = " few" if figure.quality == PayFigure.Quality.INDICATIVE else ""
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


@register.filter
def in_words(figure: PayFigure) -> str:
    """The sentence that says what a range picture shows."""
    if not is_drawn(figure):
        return "Not enough data."
    currency = figure.currency
    said = []
    if figure.p50 is not None:
        said.append(f"median {money(figure.p50, currency)}")
    elif figure.mean is not None:
        said.append(f"average {money(figure.mean, currency)}")
    if figure.p25 is not None and figure.p75 is not None:
        said.append(f"middle half {money(figure.p25, currency)} to {money(figure.p75, currency)}")
    if figure.p10 is not None and figure.p90 is not None:
        said.append(f"10th to 90th percentile {money(figure.p10, currency)} to {money(figure.p90, currency)}")
    if withheld(figure):
        said.append(f"what lies above is withheld and reaches {money(figure.top_code, currency)} or more")
    if figure.low is not None and figure.high is not None:
        said.append(f"{money(figure.low, currency)} to {money(figure.high, currency)}")
    words = ", ".join(said)
    return words[:1].upper() + words[1:] + "."


@register.filter
def claim(figure: PayFigure) -> str:
    """The amounts of a secondary claim in its own terms, such as $181,000 to $250,000."""
    if figure.mean is not None:
        return money(figure.mean, figure.currency)
    if figure.low is not None and figure.high is not None:
        return f"{money(figure.low, figure.currency)} to {money(figure.high, figure.currency)}"
    if figure.p90 is not None:
        return f"top tenth above {money(figure.p90, figure.currency)}"
    return (
        f"up to {money(figure.high, figure.currency)}"
        if figure.high is not None
        else money(figure.low, figure.currency)
    )


@register.filter
def halves(items: list) -> list[list]:
    """A list in two halves, the first the longer one: the two sides of a map."""
    middle = (len(items) + 1) // 2
    return [items[:middle], items[middle:]] if items[middle:] else [items]


@register.simple_tag
def share_bar(percent, top: int) -> str:
    """A bar for a percentage on a scale from zero to ``top`` percent."""
    width = f"{min(max(float(percent), 0) / top * 100, 100):.1f}%"
    return format_html(
        '<svg class="rg" aria-hidden="true"><line class="b" x1="0" x2="{}" y1="12" y2="12"/></svg>',
        width,
    )
