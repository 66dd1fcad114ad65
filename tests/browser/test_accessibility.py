"""Every kind of page, at three widths and in both themes: no violation that axe knows, no sideways scroll, light to load."""

import pytest

from .axe import EVERY_RULE, OPEN_ALL, OTHER_RULES, RULES_OF_COLOUR, violations

PAGES = {
    "home": "/",
    "list": "/roles/",
    "filtered list": "/roles/?track=ml-engineering&level=senior&pay=100000&skill=python",
    "wrong filter": "/roles/?track=nope&pay=lots",
    "empty list": "/roles/?q=zookeeper",
    "role": "/roles/director-of-machine-learning/",
    "role without adverts": "/roles/chief-ai-officer/",
    "tracks": "/tracks/",
    "ladder": "/tracks/ml-engineering/",
    "ladder of research": "/tracks/ai-research/",
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
    "search with other words": "/search/?q=prompt+wizard",
    "comparison of none": "/compare/",
    "comparison of one": "/compare/?role=data-scientist",
    "comparison of two": "/compare/?role=data-scientist&role=data-scientist&role=data-engineer",
    "comparison of four": "/compare/?role=data-scientist&role=data-engineer&role=ml-engineering-manager&role=head-of-ai",
    "path finder": "/paths/",
    "routes": "/paths/?from=data-scientist&to=director-of-machine-learning&have=python.3",
    "no route": "/paths/?from=chief-ai-officer&to=data-scientist",
    "what changes": "/roles/data-scientist/next/senior-data-scientist/",
    "nothing changes": "/roles/data-scientist/next/data-scientist/",
    "match": "/match/",
    "match of some skills": "/match/?have=python.3&have=sql.3&from=data-scientist",
    "match of one skill": "/match/?have=python.3",
    "data": "/data/",
    "embedded role": "/embed/roles/data-scientist/",
    "gone elsewhere": "/roles/data-scientits/",
    "not found": "/nope/",
    "bad request": "/roles/?q=%00",
}


@pytest.mark.parametrize(
    ("width", "theme", "rules"),
    # Colours take the longest and are the same at every width: each theme has them looked at once on every page.
    [(390, "light", EVERY_RULE), (820, "light", OTHER_RULES), (1440, "dark", EVERY_RULE)],
    ids=["390, light", "820", "1440, dark"],
)
def test_axe_finds_nothing(new_page, width, theme, rules):
    page, found = new_page(width=width, theme=theme), []
    for name, address in PAGES.items():
        page.goto(address)
        page.evaluate(OPEN_ALL)
        found += [f"{name}: {violation}" for violation in violations(page, rules)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1440, "light")])
def test_what_stands_only_on_narrow_or_on_wide_pages_is_readable_in_the_other_theme(new_page, width, theme):
    page, found = new_page(width=width, theme=theme), []
    for name in ("home", "list", "role", "pay", "comparison of two", "ladder"):
        page.goto(PAGES[name])
        found += [f"{name}: {violation}" for violation in violations(page, RULES_OF_COLOUR)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_no_page_scrolls_sideways(new_page, width):
    page = new_page(width=width)
    wide = []
    for name, address in PAGES.items():
        page.goto(address)
        page.evaluate(OPEN_ALL)
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
        page.context.close()
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
