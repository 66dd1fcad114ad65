"""No link within the site leads nowhere: every internal address and fragment on every page resolves."""

from urllib.parse import parse_qs

import pytest
from django.urls import resolve, reverse

from careerguide.models import Transition
from tests.site import SITE, inside, pages, read, sitemap

pytestmark = pytest.mark.django_db


def test_every_internal_link_and_fragment_leads_somewhere():
    known = {page.path: page for page in pages()}
    broken, wanted = [], {}
    for page in pages():
        for href in page.hrefs:
            # What a report is about is looked up, not read: tests/views/test_reports.py.
            if (target := inside(page, href)) and not href.startswith("/report/?about="):
                wanted.setdefault(target, page.path)
    for (path, fragment), source in wanted.items():
        # A view with its filters is read once; its own links lead to more of the same.
        if path not in known:
            known[path] = read(path)
        page = known[path]
        if page.status != 200:
            broken.append(f"{source} leads to {path}: {page.status}")
        elif fragment and page.html and fragment not in page.anchors:
            broken.append(f"{source} leads to {path}#{fragment}: no such place")
    assert not broken, "\n".join(broken)


def test_every_page_that_links_lead_to_is_in_the_sitemap_or_not_to_be_found_by_itself():
    """Of the views that an address chooses, one for each set of parameters stands for the others."""
    kinds = {}
    for page in pages():
        for href in page.hrefs:
            if target := inside(page, href):
                path, _, query = target[0].partition("?")
                kinds.setdefault((path if not query else resolve(path).view_name, *sorted(parse_qs(query))), target[0])
    for path in set(kinds.values()) - set(sitemap()):
        page = read(path)
        canonical = [link["href"].removeprefix(SITE) for link in page.links if link.get("rel") == "canonical"]
        is_found_elsewhere = canonical and canonical[0] != path and canonical[0] in sitemap()
        assert not page.html or is_found_elsewhere or page.metas.get("robots") == "noindex", path


def test_what_changes_is_to_be_found_between_the_two_roles_of_a_step_and_no_others():
    steps = set(Transition.objects.between_published().values_list("from_role__slug", "to_role__slug"))
    one_way = next((before, after) for before, after in sorted(steps) if (after, before) not in steps)
    assert reverse("role_next", args=one_way) in sitemap()
    back = read(reverse("role_next", args=one_way[::-1]))
    assert back.path not in sitemap()
    assert back.metas["robots"] == "noindex"
