"""The search: what was found by kind, and suggestions while somebody types."""

from careerguide import search as guide
from careerguide.cache import public_page
from careerguide.forms import SearchForm
from careerguide.models import Level, Role, Track
from careerguide.ranges import headline
from careerguide.rendering import render_page
from careerguide.sharing import absolute

SHOWN_OF_EACH_KIND = 6
SHOWN_OF_ONE_KIND = 50


@public_page
def search(request):
    form = SearchForm(request.GET, tracks=Track.objects.all(), levels=Level.objects.all())
    kind = form.value("kind") or ""
    found = guide.find(
        form.words,
        kind=kind,
        tracks=form.value("track") or (),
        levels=form.value("level") or (),
        repair=not form.value("typed"),
        most=SHOWN_OF_ONE_KIND if kind else SHOWN_OF_EACH_KIND,
    )
    context = {
        "form": form,
        "found": found,
        "groups": groups_of(found, form),
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
    return render_page(request, "search/results.html", context=context)


@public_page
def suggest(request):
    """Options for the list under a search box; the box itself leads to the search."""
    form = SearchForm(request.GET, tracks=Track.objects.all(), levels=Level.objects.all())
    options = [
        {"entry": hit.entry, "track": form.tracks.get(hit.entry.track), "level": form.levels.get(hit.entry.level)}
        for hit in guide.suggest(form.words)
    ]
    return render_page(request, "search/suggestions.html", context={"options": options})


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


def with_roles(hits, marks) -> list[dict]:
    """Rows of roles with their headline pay; a role that has gone since it was found is left out."""
    if not hits:
        return []
    keys = [hit.entry.pk for hit in hits]
    roles = Role.objects.published().select_related("track", "level").with_pay().in_bulk(keys)
    rows = [row for row in with_reasons(hits, marks) if row["entry"].pk in roles]
    for row in rows:
        row["role"] = roles[row["entry"].pk]
        row["headline"] = headline(row["role"].headline_figures)
    return rows


def with_reasons(hits, marks) -> list[dict]:
    """Rows of pages: ``text`` tells what each is, ``also`` why it was found where that does not show otherwise."""
    return [{"entry": hit.entry, "title": marks.html(hit.entry.title), **reasons(hit.entry, marks)} for hit in hits]


def reasons(entry, marks) -> dict:
    first = entry.body[0] if entry.kind not in ("question", "term") else marks.excerpt(entry.body)
    shown = marks.found(entry.title) | marks.found(first)
    names = [name for name in entry.others if marks.found(name) - shown]
    skills = [name for name in entry.skills if marks.found(name) - shown]
    also = ""
    if names:
        also = f"Also called {', '.join(names[:3])}."
    elif skills:
        also = f"Needs {', '.join(skills[:3])}."
    elif not shown:
        also = marks.excerpt(entry.body[1:])
    return {"text": marks.html(first), "also": marks.html(also)}
