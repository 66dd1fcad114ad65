"""A role as one document for programs: what its page and its pay page say, with sources and licences."""

import json

from careerguide.models import PayFigure, Role, Source
from careerguide.ranges import headline
from careerguide.sharing import absolute

# Changes when a field is renamed or goes; new fields leave it as it is.
VERSION = 1


def role_document(role: Role) -> dict:
    """A role as plain values: one of ``Role.objects.for_documents()``, or of ``for_document()`` with its ``RoleParts``.

    Asks the database nothing more.

    Amounts are whole units of their currency. What is not known is null; of figures with too few adverts all
    amounts are null.
    """
    figures = sorted(
        role.pay_figures.all(),
        key=lambda f: (f.place.order, f.match, f.source.slug, f.period, f.label, f.occupation_code, f.statistic),
    )
    top = headline(figure for figure in figures if figure.is_main)
    sections = list(role.sections.all())
    sources = {source.slug: source for section in sections for source in section.sources.all()}
    sources |= {figure.source.slug: figure.source for figure in figures}
    if role.outlook:
        sources[role.outlook.source.slug] = role.outlook.source
    return {
        "version": VERSION,
        "url": absolute(role.get_absolute_url()),
        "slug": role.slug,
        "title": role.title,
        "short_title": role.name,
        "other_titles": [other.title for other in role.other_titles.all()],
        "lede": role.lede,
        "track": {"slug": role.track.slug, "name": role.track.name, "letter": role.track.letter},
        "level": {"slug": role.level.slug, "name": role.level.name, "rank": role.level.rank},
        "reports_to": role.reports_to or None,
        "years": {"from": role.years_min, "to": role.years_max, "basis": role.years_basis, "note": role.years_note},
        "education": {"level": role.education or None, "basis": role.education_basis, "note": role.education_note},
        "written_on": role.written_on.isoformat(),
        "sections": [
            {
                "kind": section.kind,
                "title": section.get_kind_display(),
                "markdown": section.body,
                "basis": section.basis,
                "sources": [source.slug for source in section.sources.all()],
                "gap_reason": section.gap_reason or None,
            }
            for section in sorted(sections, key=lambda section: list(section.Kind).index(section.kind))
        ],
        "skills": [
            {
                "slug": need.skill.slug,
                "name": need.skill.name,
                "grade": need.grade,
                "grade_name": need.get_grade_display(),
                "you_can": need.you_can or None,
                "basis": need.basis,
            }
            for need in role.role_skills.all()
        ],
        "fit": [{"kind": point.kind, "text": point.text} for point in role.fit_points.all()],
        "questions": [
            {
                "url": f"{absolute(role.get_absolute_url())}#{question.anchor}",
                "question": question.question,
                "answer_markdown": question.answer,
            }
            for question in role.questions.all()
        ],
        "pay": {
            "url": absolute(role.get_pay_url()),
            "headline": absolute(top.figure.get_absolute_url()) if top.figure else None,
            "why": top.why,
            "figures": [figure_document(figure) for figure in figures],
            "notes": [{"kind": note.kind, "markdown": note.text, "basis": note.basis} for note in role.pay_notes.all()],
        },
        "ways_in": [
            step_document(step, step.from_role) for step in role.transitions_in.all() if is_open(step.from_role)
        ],
        "ways_on": [step_document(step, step.to_role) for step in role.transitions_out.all() if is_open(step.to_role)],
        "outlook": outlook_document(role.outlook) if role.outlook else None,
        "occupations": [
            {"scheme": code.scheme, "code": code.code, "title": code.title, "is_closest": code.is_primary}
            for code in role.occupation_codes.all()
        ],
        "sources": [source_document(sources[slug]) for slug in sorted(sources)],
    }


def json_text(content: dict) -> str:
    """A document as text: on one line, because Python breaks lines ten times as slowly."""
    return json.dumps(content, ensure_ascii=False)


def is_open(role: Role) -> bool:
    return role.status == Role.Status.PUBLISHED


def figure_document(figure: PayFigure) -> dict:
    return {
        "url": absolute(figure.get_absolute_url()),
        "source": figure.source.slug,
        "place": figure.place.code,
        "period": figure.period,
        "match": figure.match,
        "occupation_code": figure.occupation_code or None,
        "group": figure.label,
        "statistic": figure.statistic,
        "pay_basis": figure.pay_basis,
        "includes": figure.included or None,
        "population": figure.population or None,
        "currency": figure.currency,
        "unit": figure.unit,
        "n": figure.shown("n"),
        "n_unit": figure.n_unit or None,
        "amounts": figure.shown_amounts,
        "top_code": figure.shown("top_code"),
        "quality": figure.quality,
        "note": figure.note or None,
    }


def step_document(step, other: Role) -> dict:
    return {
        "role": other.slug,
        "title": other.title,
        "kind": step.kind,
        "years_from": step.years_min,
        "years_to": step.years_max,
        "basis": step.basis,
        "skills": [skill.slug for skill in step.skills.all()],
    }


def outlook_document(projection) -> dict:
    return {
        "source": projection.source.slug,
        "occupation_code": projection.occupation_code,
        "occupation": projection.occupation,
        "period": projection.period,
        "employed_from": projection.employed_from,
        "employed_to": projection.employed_to,
        "change_percent": float(projection.change_percent),
        "openings_per_year": projection.openings_per_year,
    }


def source_document(source: Source) -> dict:
    return {
        "slug": source.slug,
        "title": source.title,
        "publisher": source.publisher or None,
        "release": source.release or None,
        "url": source.url or None,
        "licence": source.licence,
        "licence_url": source.licence_url or None,
        "attribution": source.attribution,
        "weakness": source.weakness,
    }
