"""Links lead to addresses of the site that readers can open."""

import pytest

from careerguide.content_checks import links
from tests.content_checks.examples import SOURCE, change_section, entry, guide, role, sentences

OTHERS = [
    SOURCE,
    entry("skill", slug="python", name="Python"),
    entry("track", slug="taming", name="Taming"),
    entry("page", slug="method", title="Method", lede="How.", body="So.\n"),
    entry("term", slug="drift", term="Drift", definition="It moves.\n"),
    entry("role", slug="hidden", title="Hidden", status="draft", lede="It hides."),
]


def found(href):
    return sentences(links.findings(guide(change_section(role(), "demand", body=f"See [it]({href}).\n") + OTHERS)))


@pytest.mark.parametrize(
    "href",
    [
        "/",
        "/roles/",
        "/roles/data-tamer/",
        "/roles/data-tamer/#skills",
        "/roles/?track=taming",
        "/skills/python/",
        "/tracks/taming/",
        "/sources/bls-ep/",
        "/method/",
        "/glossary/",
        "/glossary/#drift",
        "#education",
    ],
)
def test_addresses_of_the_site_are_in_order(href):
    assert found(href) == []


@pytest.mark.parametrize(
    ("href", "part"),
    [
        ("/roles/nobody/", "there is no published role “nobody”"),
        ("/roles/hidden/", "there is no published role “hidden”"),
        ("/skills/flying/", "there is no skill “flying”"),
        ("/tracks/flying/", "there is no track “flying”"),
        ("/sources/rumour/", "there is no source “rumour”"),
        ("/flying/", "there is no page “flying”"),
        ("/glossary/#flying", "there is no glossary term “flying”"),
        ("/roles/data-tamer", "is no address of this site"),
        ("/no/such/place/", "is no address of this site"),
        ("roles/data-tamer/", "must be a whole address"),
        ("", "must be a whole address"),
        ("/admin/careerguide/role/", "readers cannot open it"),
        ("https://example.org/", "leads to another site"),
        ("//example.org/", "leads to another site"),
        ("mailto:a@example.org", "leads to another site"),
    ],
)
def test_other_addresses_are_found(href, part):
    [sentence] = found(href)
    assert part in sentence


def test_a_link_is_found_on_its_line():
    entries = change_section(role(), "demand", body="One\ntwo [three](/flying/).\n")
    whole = guide(entries)
    [finding] = links.findings(whole)
    [section] = [one for one in whole.entries if one.values.get("kind") == "demand"]
    assert finding.line == section.lines["body"] + 2
