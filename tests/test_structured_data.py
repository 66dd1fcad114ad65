"""What machines read of a page, held against what its readers see."""

import json
import re
from pathlib import Path

import pytest

from careerguide import structured_data
from careerguide.models import PayFigure, Role
from careerguide.ranges import headline
from careerguide.structured_data import script
from tests.factories import make_figure, make_role, make_source
from tests.site import inside, pages, read, sitemap

pytestmark = pytest.mark.django_db

# What schema.org says of the types that we use: written from its own vocabulary by tools/make_schema_org.py.
VOCABULARY = json.loads((Path(__file__).parent / "schema_org.json").read_text(encoding="utf-8"))
ADDRESS = re.compile(r"https?://\S+")
# What a value of schema.org's data types looks like in JSON.
NUMBERS = {"Number": (int, float), "Integer": int, "Float": float}
TEXTS = {
    "Text": re.compile(r".*\S.*", re.S),
    "URL": ADDRESS,
    "Date": re.compile(r"\d{4}-\d\d-\d\d"),
    "DateTime": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?"),
    "Duration": re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?"),
}


def lineage(name: str) -> set[str]:
    """A type and all that it descends from."""
    return {name}.union(*(lineage(parent) for parent in VOCABULARY["types"][name]))


def fits(value, wanted: str) -> bool:
    """Whether a value is of a type that a property may have."""
    if isinstance(value, dict):
        return value["@type"] in VOCABULARY["types"] and wanted in lineage(value["@type"])
    if isinstance(value, bool):
        return wanted == "Boolean"
    if isinstance(value, int | float):
        return wanted in NUMBERS and isinstance(value, NUMBERS[wanted])
    # A thing may be named by its address instead of being described.
    return bool(TEXTS.get(wanted, ADDRESS).fullmatch(value))


def faults(node: dict) -> list[str]:
    """What schema.org's vocabulary has against a node and the nodes within it."""
    kind = node.get("@type")
    if kind not in VOCABULARY["types"]:
        return [f"no type {kind}"]
    found = []
    for name, values in node.items():
        if name == "@type":
            continue
        rule = VOCABULARY["properties"].get(name, {"domain": [], "range": []})
        if not lineage(kind) & set(rule["domain"]):
            found.append(f"{kind} has no property {name}")
            continue
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, dict):
                found += faults(value)
            if not any(fits(value, wanted) for wanted in rule["range"]):
                found.append(f"{name} of {kind} is no {' or '.join(rule['range'])}: {value!r:.60}")
    return found


def things(page) -> dict[str, dict]:
    content = json.loads(page.data)
    assert content["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in content["@graph"]}


def nodes(value):
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from nodes(part)
    elif isinstance(value, list):
        for part in value:
            yield from nodes(part)


def test_every_page_says_what_the_vocabulary_of_schema_org_allows():
    with_data = [page for page in pages() if page.data]
    assert len(with_data) > 160
    used = set()
    for page in with_data:
        for thing in things(page).values():
            assert faults(thing) == [], page.path
            for node in nodes(thing):
                used.add(node["@type"])
                assert all(value not in (None, "", []) for value in node.values()), page.path
    # Every kind of block was there to be looked at.
    assert used == set(re.findall(r'"@type": "(\w+)"', Path(structured_data.__file__).read_text(encoding="utf-8")))


OCCUPATION = {"@type": "Occupation", "name": "Zookeeper"}


@pytest.mark.parametrize(
    ("node", "fault"),
    [
        ({"@type": "Zookeeper"}, "no type Zookeeper"),
        ({}, "no type None"),
        (OCCUPATION | {"invented": "x"}, "Occupation has no property invented"),
        (OCCUPATION | {"median": 1}, "Occupation has no property median"),
        (OCCUPATION | {"name": 5}, "name of Occupation is no Text: 5"),
        (OCCUPATION | {"name": " "}, "name of Occupation is no Text: ' '"),
        (OCCUPATION | {"skills": ["Python", True]}, "skills of Occupation is no DefinedTerm or Text: True"),
        (OCCUPATION | {"mainEntityOfPage": "/roles/"}, "mainEntityOfPage of Occupation is no CreativeWork or URL: '/roles/'"),
        (
            OCCUPATION | {"occupationLocation": {"@type": "Answer", "text": "Here"}},
            "occupationLocation of Occupation is no AdministrativeArea: {'@type': 'Answer', 'text': 'Here'}",
        ),
        (
            OCCUPATION | {"estimatedSalary": {"@type": "MonetaryAmountDistribution", "median": "high"}},
            "median of MonetaryAmountDistribution is no Number: 'high'",
        ),
        (
            {"@type": "MonetaryAmountDistribution", "duration": "a year"},
            "duration of MonetaryAmountDistribution is no Duration: 'a year'",
        ),
        ({"@type": "ItemList", "numberOfItems": 1.5}, "numberOfItems of ItemList is no Integer: 1.5"),
    ],
)  # fmt: skip
def test_what_the_vocabulary_does_not_have_is_found(node, fault):
    assert faults(node) == [fault]


def test_what_a_type_inherits_is_its_own():
    inherited = {"@type": "BreadcrumbList", "name": "Way", "numberOfItems": 2, "url": "https://guide.example/"}
    assert faults(inherited) == []
    assert faults({"@type": "ListItem", "item": {"@type": "Country", "name": "France"}}) == []


def test_a_role_is_an_occupation_with_the_salary_of_its_page():
    for role in Role.objects.published():
        page = read(role.get_absolute_url())
        thing = things(page)["Occupation"]
        assert thing["name"] == role.title
        top = headline(PayFigure.objects.filter(role=role).for_page())
        if not top.is_comparable:
            assert "estimatedSalary" not in thing
            continue
        salary = thing["estimatedSalary"]
        assert salary["median"] == top.figure.p50
        assert f"Median ${salary['median']:,}" in page.html


def test_claims_and_wider_occupations_are_no_salary():
    role = make_role()
    make_figure(role, match="occupation_primary", pay_basis="wages", quality="official")
    make_figure(
        role,
        source=make_source(kind="secondary_article"),
        match="named",
        quality="secondary_unverified",
        pay_basis="unstated",
    )
    thing = things(read(role.get_absolute_url()))["Occupation"]
    assert "estimatedSalary" not in thing
    assert "occupationLocation" not in thing


def test_breadcrumbs_lead_down_to_the_page():
    for path in ("/roles/data-scientist/", "/roles/data-scientist/pay/", "/tracks/data-science/", "/skills/python/"):
        steps = things(read(path))["BreadcrumbList"]["itemListElement"]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        assert steps[-1]["item"] == f"https://guide.example{path}"
        assert all(step["item"].removeprefix("https://guide.example") in sitemap() for step in steps)


def test_lists_name_their_rows_in_the_order_of_the_page():
    for path in ("/roles/", "/tracks/", "/skills/", "/tracks/data-science/", "/skills/python/"):
        page = read(path)
        rows = things(page)["ItemList"]["itemListElement"]
        linked = [target[0] for href in page.hrefs if (target := inside(page, href))]
        assert rows
        assert all(row["url"].removeprefix("https://guide.example") in linked for row in rows), path
    roles = things(read("/roles/"))["ItemList"]
    assert roles["numberOfItems"] == Role.objects.published().count()


def test_a_second_page_of_a_list_counts_on():
    for number in range(45):
        make_role(title=f"Tester {number:02}")
    rows = things(read("/roles/?q=tester&sort=title&page=2"))["ItemList"]["itemListElement"]
    assert [row["position"] for row in rows] == [41, 42, 43, 44, 45]


def test_the_questions_are_those_that_readers_see():
    page = read("/roles/data-scientist/")
    asked = things(page)["FAQPage"]["mainEntity"]
    assert [question["name"] for question in asked] == [
        question.question for question in Role.objects.get(slug="data-scientist").questions.all()
    ]
    seen = re.sub(r'<a class="cite".*?</a>|<[^>]+>', "", page.html)
    for question in asked:
        assert question["acceptedAnswer"]["text"][:60] in seen.replace("&#x27;", "'").replace("&amp;", "&")


def test_a_role_without_questions_has_no_faq_page():
    assert "FAQPage" not in things(read(make_role().get_absolute_url()))


def test_no_text_ends_the_data_block():
    block = script({"@type": "Thing", "name": "</script><script>alert('x')</script><!-- &"})
    assert block.count("<") == 2
    assert json.loads(block.split(">", 1)[1].rsplit("<", 1)[0])["@graph"][0]["name"].startswith("</script>")
