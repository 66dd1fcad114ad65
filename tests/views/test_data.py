"""The whole guide to take away."""

import csv
import io
import json

import pytest
from frictionless import Package, validate

from careerguide.data_package import TABLES
from careerguide.models import PayFigure, Role, Source, Term
from tests.factories import make_figure, make_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(client, tmp_path):
    """The data package as somebody downloads it."""
    (tmp_path / "datapackage.json").write_text(client.get("/data/datapackage.json").text, encoding="utf-8")
    for name in TABLES:
        (tmp_path / f"{name}.csv").write_bytes(client.get(f"/data/{name}.csv").content)
    return tmp_path


def rows(client, name):
    return list(csv.DictReader(io.StringIO(client.get(f"/data/{name}.csv").text)))


def test_the_data_package_validates(folder):
    report = validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])[:10]
    assert report.stats["tasks"] == len(TABLES)


def test_a_broken_table_would_not_validate(folder):
    path = folder / "roles.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("ml-engineering", "no-such-track"), encoding="utf-8")
    assert not validate(str(folder / "datapackage.json")).valid


def test_every_column_says_what_it_means(folder):
    for resource in Package(str(folder / "datapackage.json")).resources:
        assert all(field.description for field in resource.schema.fields), resource.name


def test_tables_hold_every_published_row(client):
    assert len(rows(client, "roles")) == Role.objects.published().count()
    assert len(rows(client, "pay_figures")) == PayFigure.objects.count()
    sources = rows(client, "sources")
    assert len(sources) == Source.objects.count()
    assert all(row["licence"] and row["attribution"] for row in sources)


def test_no_table_tells_of_a_draft(client):
    draft = make_role(status=Role.Status.DRAFT)
    make_figure(draft)
    draft.other_titles.create(title="Secret name")
    for name in TABLES:
        text = client.get(f"/data/{name}.csv").text
        assert draft.slug not in text, name
        assert "Secret name" not in text
    assert draft.slug not in client.get("/data/guide.json").text


def test_too_few_adverts_give_no_number(client):
    make_figure(make_role(slug="rare"), n=7, p50=135_791, quality="insufficient")
    row = next(row for row in rows(client, "pay_figures") if row["role"] == "rare")
    assert (row["p50"], row["n"], row["quality"]) == ("", "", "insufficient")


def test_no_cell_of_a_table_is_taken_for_a_formula(client):
    make_role(slug="formula", lede="=1+1")
    assert next(row for row in rows(client, "roles") if row["slug"] == "formula")["lede"] == "'=1+1"


def test_the_guide_as_one_document_has_the_roles_as_their_own_json_has_them(client):
    guide = client.get("/data/guide.json").json()
    own = client.get("/roles/data-scientist.json").json()
    own.pop("$schema")
    assert own in guide["roles"]
    assert len(guide["roles"]) == Role.objects.published().count()
    assert all(source["licence"] for source in guide["sources"])
    assert "no open licence" in guide["licence"]


def test_the_guide_as_one_document_takes_few_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        client.get("/data/guide.json")


def test_the_page_links_every_table_and_every_licence(client):
    text = client.get("/data/").text
    for name in TABLES:
        assert f'href="/data/{name}.csv"' in text
    for source in Source.objects.all():
        assert source.licence_url in text


def test_the_package_is_json_of_its_own_address(client):
    package = json.loads(client.get("/data/datapackage.json").text)
    assert package["homepage"] == "https://guide.example/data/"
    assert {resource["path"] for resource in package["resources"]} == {f"{name}.csv" for name in TABLES}


def test_there_is_no_other_table(client):
    assert client.get("/data/nothing.csv").status_code == 404


def test_the_page_counts_the_rows_of_all_tables_at_once(client, django_assert_max_num_queries):
    Term.objects.all().delete()
    with django_assert_max_num_queries(4):
        page = client.get("/data/")
    counted = {row["table"].name: row["count"] for row in page.context["tables"]}
    assert counted == {name: len(rows(client, name)) for name in TABLES}
    assert counted["glossary"] == 0
