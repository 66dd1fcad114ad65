"""Tables out and in: what goes out comes back unchanged, a wrong row saves nothing, published pages stay as they are."""

import csv
import io
import json
import re

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from careerguide.models import PayFigure, Role, Skill, Transition
from tests.factories import make_figure, make_role, make_skill, make_transition

pytestmark = pytest.mark.django_db

TABLES = {"role": Role, "skill": Skill, "transition": Transition, "payfigure": PayFigure}
every_table = pytest.mark.parametrize("name", TABLES)


def page(name, action):
    return reverse(f"admin:careerguide_{name}_{action}")


@pytest.fixture
def upload(admin_client):
    """Uploads a table and gives the answer: ``upload("skill", [{"slug": …}])`` or bytes with a file name."""

    def send(name, content, file_name="table.json"):
        content = content if isinstance(content, bytes) else json.dumps(content).encode()
        file = SimpleUploadedFile(file_name, content)
        return admin_client.post(page(name, "import"), {"resource": "0", "import_file": file})

    return send


@pytest.fixture
def bring_in(upload, admin_client):
    def send(*table):
        preview = upload(*table)
        confirm = preview.context["confirm_form"].initial
        return admin_client.post(page(table[0], "process_import"), confirm, follow=True)

    return send


def said(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


@every_table
@pytest.mark.parametrize("form", [0, 1, 2], ids=["csv", "xlsx", "json"])
def test_what_goes_out_comes_back_without_a_change(name, form, upload, admin_client):
    out = admin_client.post(page(name, "export"), {"resource": "0", "format": form})
    assert out.headers["Content-Disposition"].startswith("attachment")
    answer = upload(name, out.content, f"table.{['csv', 'xlsx', 'json'][form]}")
    assert not answer.context["form"].errors
    totals = answer.context["result"].totals
    assert (totals["skip"], totals["new"], totals["update"]) == (TABLES[name].objects.count(), 0, 0), said(answer)


def test_the_export_is_of_the_list_as_it_was_filtered(admin_client):
    answer = admin_client.post(page("skill", "export") + "?category=tools", {"resource": "0", "format": "0"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == Skill.objects.filter(category="tools").count() > 0


def test_a_preview_shows_what_would_change_and_changes_nothing(upload):
    skill = make_skill(name="Knots", summary="Old words.")
    answer = upload("skill", [{"slug": skill.slug, "summary": "New words."}])
    assert "<del>Old</del><ins>New</ins> words." in answer.text
    skill.refresh_from_db()
    assert skill.summary == "Old words."


def test_what_is_confirmed_is_saved_and_told_in_the_history(bring_in, admin_client):
    skill = make_skill()
    answer = bring_in("skill", [{"slug": skill.slug, "about": "What it **is**."}])
    assert "0 new, 1 changed, 0 as they were" in answer.text
    skill.refresh_from_db()
    assert skill.about_html == "<p>What it <strong>is</strong>.</p>"
    assert "import" in admin_client.get(reverse("admin:careerguide_skill_history", args=[skill.pk])).text.lower()


def test_relations_are_named_by_their_natural_keys(bring_in):
    ends = [make_role(), make_role()]
    row = {"from_role": ends[0].slug, "to_role": ends[1].slug, "kind": "ladder", "years_min": 1, "years_max": "3"}
    bring_in("transition", [row | {"skills": "python r", "sources": "esco"}])
    step = Transition.objects.get(from_role=ends[0])
    assert [skill.slug for skill in step.skills.order_by("slug")] == ["python", "r"]
    assert step.years_max == 3


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"from_role": "nobody"}, "Row 2: There is no role “nobody”."),
        ({"skills": "python nope"}, "There is no skill “nope”."),
        ({"years_min": "some"}, "Row 2, years_min:"),
        ({"years_min": "9"}, "The years run from 9 to 3"),
        ({"kind": "leap"}, "Row 2, kind:"),
    ],
)
def test_a_wrong_row_is_told_with_its_number_and_nothing_is_saved(upload, row, sentence):
    step = make_transition(make_role(), make_role())
    fine = {"from_role": step.from_role.slug, "to_role": step.to_role.slug, "kind": "ladder", "years_max": "3"}
    fine |= {"years_min": "2", "skills": "", "sentence": ""}
    answer = upload("transition", [fine | row, fine | {"sentence": "Hard."}])
    assert sentence in said(answer)
    assert "confirm_form" not in answer.context
    step.refresh_from_db()
    assert step.sentence == ""


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([{"slug": "python", "colour": "red"}], "There is no column “colour”"),
        ([{"summary": "x"}], "lacks the columns slug"),
        (b"slug,slug\npython,python\n", "has the column slug twice"),
        (b"slug,name\npython,Python,more\n", "Row 2 has more cells"),
        (b"slug,name\n", "no rows below its head"),
        ([{"slug": ["python"]}], "A value is a list"),
        ([{"slug": "python"}, {"slug": "r", "name": "R"}], "Every entry must hold the same names"),
        ({"slug": "python"}, "a list of objects"),
        ([{"slug": "python", "summary": "\ud800"}], "broken characters"),
    ],
)
def test_a_table_of_another_shape_is_refused_in_a_sentence(upload, table, reason):
    answer = upload("skill", table, "table.csv" if isinstance(table, bytes) else "table.json")
    assert reason.lower() in said(answer).lower()


def test_rows_that_the_file_leaves_out_stay(bring_in):
    number = Skill.objects.count()
    bring_in("skill", [{"slug": "python", "summary": "New."}])
    assert Skill.objects.count() == number


def test_a_figure_whose_amounts_come_from_a_table_rests_on_no_import(bring_in):
    figure = make_figure(make_role())
    key = {
        name.partition(".")[0]: value for name, value in zip(PayFigure.NATURAL_KEY, figure.natural_key(), strict=True)
    }
    bring_in("payfigure", [key | {"p50": 160_000}])
    figure.refresh_from_db()
    assert (figure.p50, figure.pay_import) == (160_000, None)


def test_a_published_role_is_changed_in_a_working_copy_alone(bring_in, admin_user):
    role = make_role(lede="Old.")
    bring_in("role", [{"slug": role.slug, "lede": "New."}])
    role.refresh_from_db()
    assert (role.lede, role.working_copy.lede) == ("Old.", "New.")
    assert role.working_copy.edited_by == admin_user
    bring_in("role", [{"slug": role.slug, "lede": "Newer."}])
    assert Role.with_copies.get(copy_of=role).lede == "Newer."


def test_a_row_that_changes_nothing_begins_no_working_copy(upload, bring_in):
    role, other = make_role(), make_role()
    bring_in("role", [{"slug": role.slug, "lede": role.lede}, {"slug": other.slug, "lede": "New."}])
    assert list(Role.with_copies.exclude(copy_of=None).values_list("copy_of", flat=True)) == [other.pk]


def test_a_preview_of_roles_leaves_no_working_copy(upload):
    upload("role", [{"slug": make_role().slug, "lede": "New."}])
    assert not Role.with_copies.exclude(copy_of=None).exists()


def test_a_working_copy_under_review_is_left_alone(upload):
    role = make_role(title="Counter")
    Role.with_copies.create(
        **{name: getattr(role, name) for name in ("slug", "title", "rung", "lede", "written_on", "track", "level")},
        copy_of=role, status=Role.Status.REVIEW, base={},
    )  # fmt: skip
    assert "The working copy of “Counter” is" in said(upload("role", [{"slug": role.slug, "lede": "New."}]))


def test_a_new_role_is_a_draft_whatever_the_file_says(bring_in):
    row = {
        "slug": "new-role",
        "title": "New role",
        "track": "ml-engineering",
        "level": "senior",
        "rung": 9,
        "lede": "L.",
    }
    bring_in("role", [row | {"written_on": "2026-01-02", "status": "published"}])
    assert Role.objects.get(slug="new-role").status == Role.Status.DRAFT


@every_table
def test_writers_take_tables_away_and_editors_bring_them_back(name, client):
    for group, import_status in (("writers", 403), ("editors", 200)):
        user = User.objects.create_user(group, is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        assert client.get(page(name, "export")).status_code == 200
        assert client.get(page(name, "import")).status_code == import_status
        assert client.post(page(name, "import"), {}).status_code == import_status
        assert client.post(page(name, "process_import"), {}).status_code == (403 if import_status == 403 else 200)
        listed = client.get(page(name, "changelist")).text
        assert page(name, "export") in listed
        assert (page(name, "import") in listed) == (import_status == 200)


def test_a_confirmation_with_a_name_made_up_imports_nothing(admin_client):
    sent = {"import_file_name": "../../etc/passwd", "original_file_name": "x", "format": "7", "resource": "0"}
    for format_ in ("0", "1", "2", "7", "x"):
        answer = admin_client.post(page("skill", "process_import"), sent | {"format": format_}, follow=True)
        assert "Nothing was imported" in answer.text


@every_table
def test_the_pages_hold_no_script_or_style_of_their_own(name, admin_client, upload):
    inline = r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|javascript:"
    out = admin_client.post(page(name, "export"), {"resource": "0", "format": 2})
    for answer in (
        admin_client.get(page(name, "import")),
        admin_client.get(page(name, "export")),
        upload(name, out.content),
        upload(name, [{"slug": "x"}]),
    ):
        assert not re.search(inline, answer.text), answer.request["PATH_INFO"]
