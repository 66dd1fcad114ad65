"""What a page says of itself to whoever links to it: canonical address, title, description, card."""

from django.conf import settings
from django.templatetags.static import static


def absolute(path: str) -> str:
    """An address on this site, built from settings and never from the request's host."""
    return f"{settings.SITE_URL}{path}"


def page_defaults(request) -> dict:
    """What every template may use: the page's own address without its query, and the site's card."""
    return {
        "canonical": absolute(request.path),
        "card": absolute(static("img/card.png")),
        "site_url": settings.SITE_URL,
    }


def description(*sentences: str, most: int = 170) -> str:
    """As many of the sentences, in order, as fit into the description of a page."""
    text = ""
    for sentence in sentences:
        if sentence and len(f"{text} {sentence}".strip()) <= most:
            text = f"{text} {sentence}".strip()
    return text


def role_description(role, headline) -> str:
    """What the role is and what it pays, for search engines and previews."""
    pay = ""
    if headline.is_comparable:
        figure = headline.figure
        pay = f"Advertised US median ${figure.p50:,} ({'few, ' if headline.is_few else ''}{figure.n:,} adverts)."
    return description(role.lede, pay, "Skills by grade, ways in and on, with sources.")
