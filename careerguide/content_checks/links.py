"""Links in texts: each leads to an address of this site that readers can open."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from careerguide.content_checks.entries import Finding
from careerguide.content_checks.guide import Guide
from careerguide.models import Page, Role, Skill, Source, Term, Track

# The first word of an address's name says whose slug it holds: role_detail, track_detail …
OWNERS = {"role": Role, "track": Track, "skill": Skill, "source": Source, "page": Page}


def findings(guide: Guide) -> Iterator[Finding]:
    slugs = {model: guide.slugs(model) for model in (*OWNERS.values(), Term)}
    for entry in guide.entries:
        for _, passages in entry.prose():
            for passage in passages:
                for href, offset in passage.links:
                    if sentence := fault(href, slugs):
                        yield entry.finding(sentence, passage=passage, offset=offset)


def fault(href: str, slugs: dict[type, set[str]]) -> str:
    """What is wrong with a link, in a sentence; empty when readers can follow it."""
    address = urlsplit(href)
    if address.scheme or address.netloc:
        return f"“{href}” leads to another site: name the book or standard by author and year, or cite a source."
    if not address.path and address.fragment:
        return ""
    if not address.path.startswith("/"):
        return f"“{href}” must be a whole address of this site, such as /roles/data-scientist/."
    try:
        match = resolve(address.path)
    except Resolver404:
        return f"“{href}” is no address of this site; addresses begin and end with a slash."
    if "admin" in match.app_names:
        return f"“{href}” is for staff: readers cannot open it."
    owner, slug = OWNERS.get((match.url_name or "").split("_")[0]), match.kwargs.get("slug")
    if owner and slug is not None and slug not in slugs[owner]:
        what = "published role" if owner is Role else owner._meta.verbose_name
        return f"“{href}” leads nowhere: there is no {what} “{slug}”."
    if match.url_name == "glossary" and address.fragment and address.fragment not in slugs[Term]:
        return f"“{href}” leads nowhere: there is no glossary term “{address.fragment}”."
    return ""
