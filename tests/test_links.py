"""No link within the site leads nowhere: every internal address and fragment on every page resolves."""

import pytest

from tests.site import inside, pages, read, sitemap

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


def test_every_page_that_links_lead_to_is_in_the_sitemap_or_no_page_of_its_own():
    for page in pages():
        for href in page.hrefs:
            target = inside(page, href)
            # Two roles held against each other make a page for every pair: views, of which no list is made.
            if target and "?" not in target[0] and "/next/" not in target[0] and target[0] not in sitemap():
                other = read(target[0])
                canonical = [link["href"] for link in other.links if link.get("rel") == "canonical"]
                listed = canonical and canonical[0].removeprefix("https://guide.example") in sitemap()
                assert not other.html or listed or "noindex" in other.metas.get("robots", ""), (
                    f"{page.path} leads to {target[0]}, which is not in the sitemap"
                )
