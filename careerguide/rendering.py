"""Whole page or htmx fragment: the choice is made here and nowhere else."""

from django.shortcuts import render

from careerguide.cache import wants_fragment


def render_page(request, page: str, fragment: str | None = None, context: dict | None = None):
    """Renders the fragment when htmx asks for a part of a page that has one, else the page."""
    template = fragment if fragment and wants_fragment(request) else page
    return render(request, template, context)
