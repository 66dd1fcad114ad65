"""The search: what was found by kind, and suggestions while somebody types."""

from careerguide import search as guide
from careerguide.cache import PRIVATE, public_page
from careerguide.forms import SearchForm
from careerguide.models import Role, Section
from careerguide.ranges import headline
from careerguide.reference import reference
from careerguide.rendering import render_page
from careerguide.sharing import absolute
from careerguide.views.errors import moved_filters

SHOWN_OF_EACH_KIND = 6
SHOWN_OF_ONE_KIND = 50
# Where there are two columns, the first takes kinds until it has so many pages.
FIRST_COLUMN = 4


@public_page(reads=SearchForm.base_fields)
def search(request):
    known = reference(request.content_version)
    if moved := moved_filters(request, track=known.track_slugs):
        return moved
    form = SearchForm(request.GET, tracks=known.tracks, levels=known.levels)
    kind = form.value("kind") or ""
    found = guide.find(
        form.words,
        kind=kind,
        tracks=form.value("track") or (),
        levels=form.value("level") or (),
        repair=not form.value("typed"),
        most=SHOWN_OF_ONE_KIND if kind else SHOWN_OF_EACH_KIND,
    )
    groups = groups_of(found, form)
    context = {
        "form": form,
        "found": found,
        # The words in force as the reader wrote them, where they are the reader's.
        "asked": found.words if found.repaired or found.is_cut else form.words,
        "groups": groups,
        "columns": in_columns(groups),
        "nearest": with_roles(found.nearest, found.marks),
        "kinds": form.kinds(found.counts.get("kind", {})),
        "track_facets": form.facets("track", found.counts.get("track", {})),
        "level_facets": form.facets("level", found.counts.get("level", {})),
        # The ways on from what is shown: the words as typed, the words spelt better, the same words everywhere.
        "typed_query": form.query(typed="1"),
        "better_query": form.query(q=found.better_words, typed=""),
        "whole_query": form.query(kind="", track="", level=""),
        "canonical": absolute(request.path + form.query().removesuffix("?")),
    }
    return unless_late(found, render_page(request, "search/results.html", context=context))


@public_page(reads=SearchForm.base_fields)
def suggest(request):
    """Options for the list under a search box; the box itself leads to the search."""
    known = reference(request.content_version)
    form = SearchForm(request.GET, tracks=known.tracks, levels=known.levels)
    found = guide.suggest(form.words)
    options = [
        {"entry": hit.entry, "track": form.tracks.get(hit.entry.track), "level": form.levels.get(hit.entry.level)}
        for hit in found.in_order()
    ]
    return unless_late(found, render_page(request, "search/suggestions.html", context={"options": options}))


def unless_late(found, response):
    """Lets nobody keep what an index has found that is still being written: in a second there may be more."""
    if found.is_late:
        response.headers["Cache-Control"] = PRIVATE
    return response


def groups_of(found, form) -> list[dict]:
    """What was found by kind, the kind with the best page first."""
    groups = []
    for kind, hits in sorted(found.hits.items(), key=lambda group: -group[1][0].score):
        rows = with_roles(hits, found.marks) if kind == "role" else with_reasons(hits, found.marks)
        count = found.counts["kind"][kind]
        groups.append(
            {
                "kind": kind,
                "label": guide.KINDS[kind],
                "rows": rows,
                "count": count,
                "query": form.query(kind=kind) if count > len(rows) and not form.value("kind") else "",
            }
        )
    return groups


def in_columns(groups: list[dict]) -> list[list[dict]]:
    """The groups in two columns, the best of them in the first; it takes another where a group is short."""
    ends, shown = 0, 0
    while ends < len(groups) and shown < FIRST_COLUMN:
        shown += len(groups[ends]["rows"])
        ends += 1
    return [groups[:ends], groups[ends:]]


def with_roles(hits, marks) -> list[dict]:
    """Rows of roles with their headline pay; a role that has gone since it was found is left out."""
    if not hits:
        return []
    keys = [hit.entry.pk for hit in hits]
    roles = Role.objects.published().select_related("track", "level").with_pay().in_bulk(keys)
    rows = [row for row in with_reasons(hits, marks) if row["entry"].pk in roles]
    unexplained = [row["entry"].pk for row in rows if row["is_unexplained"]]
    bodies = Section.objects.bodies(unexplained) if unexplained else {}
    for row in rows:
        row["role"] = roles[row["entry"].pk]
        row["headline"] = headline(row["role"].headline_figures)
        if row["is_unexplained"]:
            row["also"] = marks.html(marks.excerpt(bodies.get(row["entry"].pk, [])))
    return rows


def with_reasons(hits, marks) -> list[dict]:
    """Rows of pages: ``text`` tells what each is, ``also`` why it was found where that does not show otherwise."""
    return [{"entry": hit.entry, "title": marks.html(hit.entry.title), **reasons(hit.entry, marks)} for hit in hits]


def reasons(entry, marks) -> dict:
    first = entry.text if entry.kind not in ("question", "term") else marks.excerpt([entry.text])
    if entry.kind == "term" and not first:
        first = next(guide.sentences(entry.text), "")
    shown = marks.found(entry.title) | marks.found(first)
    names = [name for name in entry.others if marks.found(name) - shown]
    skills = [name for name in entry.skills if marks.found(name) - shown]
    also = ""
    if names:
        also = f"Also called {', '.join(names[:3])}."
    elif skills:
        also = f"Needs {', '.join(skills[:3])}."
    elif not shown:
        also = marks.excerpt(entry.body)
    return {"text": marks.html(first), "also": marks.html(also), "is_unexplained": not (shown or also)}
