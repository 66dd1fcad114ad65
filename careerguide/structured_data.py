"""What machines read of a page: Occupation, breadcrumbs, lists and questions in the terms of schema.org."""

import json
from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe

from careerguide.markdown import words
from careerguide.models import PERCENTILES
from careerguide.ranges import Headline
from careerguide.sharing import absolute

SALARY_NAMES = dict(
    zip(PERCENTILES, ("percentile10", "percentile25", "median", "percentile75", "percentile90"), strict=True)
)


def script(*things: dict | None) -> SafeString:
    """The things of a page as one data block; no text in it can end the block or begin another."""
    graph = {"@context": "https://schema.org", "@graph": [thing for thing in things if thing]}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped in the line above


def breadcrumbs(*steps: tuple[str, str]) -> dict:
    """The way to a page as (name, path) pairs, the page itself last."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
        for position, (name, path) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def item_list(name: str, rows: Iterable, first: int = 1) -> dict:
    """A list of rows that have pages of their own, in the order of the page; ``first`` is the place of its first row."""
    items = [
        {"@type": "ListItem", "position": position, "name": str(row), "url": absolute(row.get_absolute_url())}
        for position, row in enumerate(rows, start=first)
    ]
    return {"@type": "ItemList", "name": name, "numberOfItems": len(items), "itemListElement": items}


def occupation(role, top: Headline, skills: Iterable) -> dict:
    """A role as Occupation, with the salary at the top of its page.

    Official occupations are wider than the role and secondary claims are nobody's measurement: neither is given.
    """
    thing = {
        "@type": "Occupation",
        "name": role.title,
        "description": role.lede,
        "mainEntityOfPage": absolute(role.get_absolute_url()),
    }
    if names := [other.title for other in role.other_titles.all()]:
        thing["alternateName"] = names
    if top.is_comparable:
        figure = top.figure
        thing["occupationLocation"] = {"@type": "Country", "name": figure.place.name}
        thing["estimatedSalary"] = {
            "@type": "MonetaryAmountDistribution",
            "name": f"{figure.get_pay_basis_display()}, {figure.period}",
            "currency": figure.currency,
            "duration": "P1Y",
        } | {SALARY_NAMES[name]: amount for name in PERCENTILES if (amount := getattr(figure, name)) is not None}
    if role.years_min is not None:
        thing["experienceRequirements"] = {
            "@type": "OccupationalExperienceRequirements",
            "monthsOfExperience": role.years_min * 12,
        }
    if role.education and role.education != role.Education.NONE:
        thing["educationRequirements"] = {
            "@type": "EducationalOccupationalCredential",
            "credentialCategory": role.get_education_display(),
        }
    if needed := [need.skill.name for need in skills]:
        thing["skills"] = needed
    return thing


def questions(rows: Iterable) -> dict | None:
    """The questions of a page with their answers; nothing where there are none."""
    asked = [
        {
            "@type": "Question",
            "name": row.question,
            "acceptedAnswer": {"@type": "Answer", "text": words(row.answer_html)},
        }
        for row in rows
    ]
    return {"@type": "FAQPage", "mainEntity": asked} if asked else None
