"""What a page says of itself to whoever links to it: canonical address, title, description, picture, QR code."""

import io
from dataclasses import dataclass

from django.conf import settings
from django.templatetags.static import static

SITE_NAME = "Careerguide"
MOST_TITLE = 70
MOST_DESCRIPTION = 170


def absolute(path: str) -> str:
    """An address on this site, built from settings and never from the request's host."""
    return f"{settings.SITE_URL}{path}"


@dataclass(frozen=True)
class Picture:
    """The picture that stands beside a link to a page: its address, and its words."""

    url: str
    alt: str


def site_card() -> Picture:
    """The picture of pages without a card of their own."""
    return Picture(absolute(static("img/card.png")), "Careerguide: every AI role, and how to get to the next one.")


def page_defaults(request) -> dict:
    """What every template may use: the page's own address without its query, and the site's card."""
    return {"canonical": absolute(request.path), "card": site_card(), "site_url": settings.SITE_URL}


def title(*choices: str) -> str:
    """The first of the titles that fits before the name of the site; the last is cut at a word where none does."""
    room = MOST_TITLE - len(f" · {SITE_NAME}")
    for choice in choices:
        if len(choice) <= room:
            return choice
    return choices[-1][: room + 1].rpartition(" ")[0] or choices[-1][:room]


def description(*sentences: str, most: int = MOST_DESCRIPTION) -> str:
    """As many of the sentences, in order, as fit into the description of a page."""
    text = ""
    for sentence in sentences:
        if sentence and len(f"{text} {sentence}".strip()) <= most:
            text = f"{text} {sentence}".strip()
    return text


def role_title(role) -> str:
    return title(
        f"{role.title}: the work, the skills, the pay", f"{role.title}: work, skills, pay", role.title, role.name
    )


def role_description(role, headline) -> str:
    """What the role is and what it pays, for search engines and previews."""
    pay = ""
    if headline.is_comparable:
        figure = headline.figure
        pay = f"Advertised US median ${figure.p50:,} ({'few, ' if headline.is_few else ''}{figure.n:,} adverts)."
    return description(role.lede, pay, "Skills by grade, ways in and on, with sources.")


def qr_code(address: str) -> str:
    """An address as a QR code in SVG, with the quiet edge that readers of such codes need."""
    # Loaded with the first code: a worker that starts for readers needs none of it.
    import segno

    out = io.BytesIO()
    # Of the eight masks the one that suits our addresses best: to try them all takes three times as long as the rest.
    segno.make(address, error="m", micro=False, mask=2).save(out, kind="svg", xmldecl=False, omitsize=True, nl=False)
    return out.getvalue().decode()
