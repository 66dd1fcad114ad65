"""A role as JSON: what its schema says, alone and among all."""

import jsonschema
import pytest

from careerguide.models import Role
from careerguide.role_document import role_document
from tests.site import SITE

pytestmark = pytest.mark.django_db


def test_the_json_of_every_role_follows_the_published_schema(client):
    schema = client.get("/data/role.schema.json").json()
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    validator.check_schema(schema)
    assert schema["$id"] == f"{SITE}/data/role.schema.json"
    for slug in Role.objects.published().values_list("slug", flat=True):
        content = client.get(f"/roles/{slug}.json").json()
        assert content["$schema"] == schema["$id"]
        validator.validate(content)


def test_the_schema_refuses_what_is_not_a_role(client):
    schema = client.get("/data/role.schema.json").json()
    content = client.get("/roles/data-scientist.json").json()
    for change in ({"invented": 1}, {"title": None}, {"skills": [{}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(content | change, schema)


def test_json_has_the_sections_skills_and_questions_of_the_role(client):
    role = Role.objects.get(slug="data-scientist")
    content = client.get("/roles/data-scientist.json").json()
    assert [section["markdown"] for section in content["sections"] if section["kind"] == "overview"] == [
        role.sections.get(kind="overview").body
    ]
    assert len(content["skills"]) == role.role_skills.count()
    assert [q["question"] for q in content["questions"]] == [q.question for q in role.questions.all()]
    assert len(content["pay"]["figures"]) == role.pay_figures.count()
    assert all(source["licence"] and source["attribution"] for source in content["sources"])
    cited = {figure["source"] for figure in content["pay"]["figures"]}
    assert cited <= {source["slug"] for source in content["sources"]}


def test_a_document_holds_the_same_alone_and_among_all(client):
    for role in Role.objects.for_documents():
        content = client.get(f"/roles/{role.slug}.json").json()
        del content["$schema"]
        assert content == role_document(role)
