"""What a report of an error is about: the part of a page that a reference names, and the words that stand there now."""

from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from django.db.models import Model
from django.utils.html import strip_tags
from django.utils.text import Truncator

from careerguide.models import (
    AMOUNTS,
    Page,
    PayFigure,
    Report,
    RetiredSlug,
    Role,
    Section,
    Skill,
    Source,
    Term,
    Track,
)

MOST_SHOWN = 600


@dataclass(frozen=True)
class Subject:
    """A part of a page: its name, the words shown, the address where readers see them, the row where staff edit them.

    ``reference`` is where it stands: the path of the page, then the anchor of the part, as in roles/data-scientist/fit.
    """

    reference: str
    kind: Report.Kind
    name: str
    shown: str
    address: str
    row: Model


def plain(html: str) -> str:
    """The words of safe HTML on one line."""
    return " ".join(unescape(strip_tags(html)).split())


def figure_words(figure: PayFigure) -> str:
    """The identity of a figure and the amounts that its page shows."""
    group = figure.label or figure.get_match_display()
    place = f"{figure.get_pay_basis_display()}, {figure.place.name}, {figure.period}"
    amounts = [
        f"{figure._meta.get_field(name).verbose_name} {amount:,}"
        for name in (*AMOUNTS, "top_code", "p50_usd")
        if (amount := figure.shown(name)) is not None
    ]
    said = "under 10 adverts, no amount shown"
    if not figure.is_insufficient:
        count = "" if figure.n is None else f"; {figure.n:,} {figure.n_unit}"
        said = f"{', '.join(amounts)} {figure.currency} {figure.get_unit_display()}{count}"
    return f"{group}. {place}: {said}. Source {figure.source.slug}."


def fit_words(role: Role) -> str:
    return " ".join(f"{point.get_kind_display()}: {point.text}" for point in role.fit_points.all())


def codes_words(role: Role) -> str:
    return "; ".join(str(code) for code in role.occupation_codes.all())


def development(role: Role) -> str:
    return plain("".join(s.body_html for s in role.sections.filter(kind=Section.Kind.DEVELOPMENT)))


def named(rows) -> str:
    return ", ".join(map(str, rows))


# Parts of pages that have no row of their own: by the anchor, their name and their words.
PARTS: dict[type[Model], dict[str, tuple[str, Callable]]] = {
    Role: {
        "skills": ("Skills and how well you need them", lambda r: named(r.role_skills.select_related("skill"))),
        "ladder": ("Ways in and ways on", development),
        "pay": ("Pay", lambda role: plain(" ".join(note.text_html for note in role.pay_notes.all()))),
        "fit": ("Is it for you?", fit_words),
        "sources": ("Sources and dates", codes_words),
    },
    Skill: {
        "about": ("What it is", lambda skill: plain(skill.about_html)),
        "grades": ("The four grades", lambda skill: " ".join(grade.meaning for grade in skill.grades.all())),
        "start": ("What to read or build first", lambda skill: plain(skill.start_with_html)),
        "roles": ("Who needs it, and how well", lambda skill: ""),
        "sources": ("Named by", lambda skill: named(skill.sources.all())),
    },
    Track: {
        "introduction": ("Introduction", lambda track: plain(track.introduction_html)),
        "ladder": ("The ladder", lambda track: ""),
        "rungs": ("How the rungs differ", lambda track: plain(track.rungs_html)),
        "changes": ("Where people enter, leave and change", lambda track: plain(track.changes_html)),
        "suits": ("Who it suits", lambda track: track.suits),
    },
    Source: {
        "about": ("What it is", lambda source: f"{source.release}. {source.licence}. {source.attribution}"),
        "weakness": ("What to hold against it", lambda source: source.weakness),
    },
}
# The first part of a path, and what has a page there.
PAGES = {
    "roles": (Role, Report.Kind.ROLE, lambda role: role.lede),
    "skills": (Skill, Report.Kind.SKILL, lambda skill: skill.summary),
    "tracks": (Track, Report.Kind.TRACK, lambda track: track.line),
    "sources": (Source, Report.Kind.SOURCE, lambda source: source.title),
    "glossary": (Term, Report.Kind.TERM, lambda term: plain(term.definition_html)),
    "pages": (Page, Report.Kind.PAGE, lambda page: page.lede),
}


def find(reference: str) -> Subject | None:
    """The part of a public page that a reference names; None where there is none, or none any more."""
    page, _, rest = reference.partition("/")
    slug, _, part = rest.partition("/")
    if page not in PAGES:
        return None
    model, kind, words = PAGES[page]
    row = row_of(model, slug)
    if row is None:
        return None
    if not part:
        return subject(reference, kind, str(row), words(row), row.get_absolute_url(), row)
    if found := PARTS.get(model, {}).get(part):
        name, words = found
        kind = Report.Kind.SECTION
        return subject(reference, kind, f"{row}: {name}", words(row), f"{row.get_absolute_url()}#{part}", row)
    return part_of_role(reference, row, part) if model is Role else None


def row_of(model, slug: str):
    """The public row of a model with a slug, by an old slug too; None where there is none."""
    rows = Role.objects.published() if model is Role else model.objects
    row = rows.filter(slug=slug).first()
    if row is None and model._meta.model_name in RetiredSlug.Kind.values:
        retired = RetiredSlug.objects.of(model, slug)
        row = retired and retired.public_successor
    return row


def part_of_role(reference: str, role: Role, part: str) -> Subject | None:
    """The section, question or pay figure of a role with an anchor."""
    address = f"{role.get_absolute_url()}#{part}"
    if section := role.sections.filter(kind=part).first():
        shown = plain(section.body_html) or section.gap_reason
        return subject(reference, Report.Kind.SECTION, f"{role}: {section}", shown, address, section)
    if part.startswith("q-") and (question := role.questions.filter(slug=part.removeprefix("q-")).first()):
        shown = plain(question.answer_html)
        return subject(reference, Report.Kind.QUESTION, f"{role}: {question}", shown, address, question)
    if part.startswith("pay-"):
        for figure in role.pay_figures.select_related("source", "place"):
            if figure.anchor == part:
                words = figure_words(figure)
                name = f"{role}: pay figure of source {figure.source.slug}"
                return subject(reference, Report.Kind.FIGURE, name, words, figure.get_absolute_url(), figure)
    return None


def subject(reference, kind, name, shown, address, row) -> Subject:
    """A subject whose words are cut to what a form and a list can show."""
    return Subject(reference, kind, Truncator(name).chars(250), Truncator(shown).chars(MOST_SHOWN), address, row)
