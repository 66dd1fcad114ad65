"""Tags and filters that put money, years and figures into words. None of them queries."""

from django import template

from careerguide.models import PayFigure
from careerguide.ranges import withheld

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
MONTHS = " January February March April May June July August September October November December".split(" ")


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
def beside(these: list, others: list) -> zip:
    """Two lists in step, to be walked as pairs."""
    return zip(these, others, strict=True)


@register.filter
def in_sentence(title: str) -> str:
    """A title as it stands inside a sentence: small letters, but for words such as AI, ML or MLOps."""
    return " ".join(word if sum(map(str.isupper, word)) > 1 else word.lower() for word in str(title).split(" "))


@register.filter
def in_words(figure: PayFigure) -> str:
    """The sentence that says what a range picture shows."""
    if not figure.is_drawn:
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
