"""Whole page or htmx fragment: the choice is made here and nowhere else."""

from django.http import HttpResponseRedirect
from django.shortcuts import render

from careerguide.cache import wants_fragment


def render_page(request, page: str, fragment: str | None = None, context: dict | None = None):
    """Renders the fragment when htmx asks for a part of a page that has one, else the page."""
    template = fragment if fragment and wants_fragment(request) else page
    return render(request, template, context)


def render_choice(request, choice, page: str, fragment: str, context: dict):
    """As render_page, at an address without the empty fields that a form sends, because people share it.

    ``choice`` has the query of the view, whether fields came empty, and the sentences about what is wrong.
    """
    tidy = request.path + choice.query()
    if choice.has_blanks and not choice.wrong and not request.htmx:
        return HttpResponseRedirect(tidy)
    response = render_page(request, page, fragment, context)
    if wants_fragment(request):
        response.headers["HX-Push-Url"] = tidy
    return response
