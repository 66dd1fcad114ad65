"""Every kind of page, at three widths and in both themes: no violation that axe knows, no sideways scroll, light to load."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = {
    "home": "/",
    "list": "/roles/",
    "filtered list": "/roles/?track=ml-engineering&level=senior&pay=100000&skill=python",
    "wrong filter": "/roles/?track=nope&pay=lots",
    "empty list": "/roles/?q=zookeeper",
    "role": "/roles/director-of-machine-learning/",
    "role without adverts": "/roles/chief-ai-officer/",
    "tracks": "/tracks/",
    "track": "/tracks/ai-research/",
    "skills": "/skills/",
    "skill": "/skills/strategic-planning/",
    "pay": "/pay/?me=165000",
    "pay as a table": "/pay/?view=table&sort=pay",
    "pay elsewhere": "/pay/?place=GB&me=nope",
    "claims": "/pay/?source=claims",
    "pay of a role": "/roles/director-of-machine-learning/pay/",
    "changes of pay": "/pay/changes/",
    "sources": "/sources/",
    "source": "/sources/bls-oews/",
    "glossary": "/glossary/",
    "text": "/method/",
    "report": "/report/?about=roles/data-scientist/overview",
    "stale report": "/report/?about=nope",
    "report sent": "/report/sent/",
    "search": "/search/?q=mlops",
    "search, repaired": "/search/?q=mlops+enginer",
    "search, as typed": "/search/?q=mlops+enginer&typed=1",
    "search in a part": "/search/?q=data&kind=role&track=ml-engineering",
    "search without words": "/search/",
    "search that finds nothing": "/search/?q=zzqqxx",
    "comparison": "/compare/?role=data-scientist&role=ai-engineer&role=data-analyst&role=mlops-engineer",
    "comparison of none": "/compare/",
    "what changes": "/roles/data-analyst/next/data-scientist/",
    "data": "/data/",
    "embedded role": "/embed/roles/data-scientist/",
    "gone elsewhere": "/roles/data-scientits/",
    "not found": "/nope/",
    "bad request": "/roles/?q=%00",
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 820, 1440])
def test_axe_finds_nothing(new_page, width, theme):
    page = new_page(width=width, theme=theme)
    found = []
    for name, address in PAGES.items():
        page.goto(address)
        violations = Axe().run(page, options=RULES).response["violations"]
        found += [f"{name}: {v['id']}: {v['nodes'][0]['html'][:200]}" for v in violations]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_no_page_scrolls_sideways(new_page, width):
    page = new_page(width=width)
    wide = []
    for name, address in PAGES.items():
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(name)
    assert not wide


def test_first_view_of_any_page_is_light(new_page):
    """At most 75,000 bytes on the wire for page, styles, font and script together."""
    for name, address in PAGES.items():
        page, requests = new_page(), []
        page.on("requestfinished", lambda request, requests=requests: requests.append(request))
        page.goto(address, wait_until="networkidle")
        sizes = [request.sizes() for request in requests]
        total = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
        assert 0 < total <= 75_000, f"{name}: {total:,} bytes"
        assert len(sizes) <= 8, name


def test_every_page_has_one_main_heading_and_a_title_of_its_own(page):
    titles = {}
    for address in PAGES.values():
        status = page.goto(address).status
        assert page.locator("h1").count() == 1, address
        # Views of one page may share a title: a wrong filter is ignored, a chart and its table are one thing, and so
        # are two addresses that lead nowhere.
        titles.setdefault(page.title(), set()).add(status if status == 404 else address.partition("?")[0])
    shared = {title: paths for title, paths in titles.items() if len(paths) > 1}
    assert not shared


def test_no_two_elements_of_a_page_share_an_id(page):
    for name, address in PAGES.items():
        page.goto(address)
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
        assert len(ids) == len(set(ids)), (name, sorted(i for i in set(ids) if ids.count(i) > 1))
