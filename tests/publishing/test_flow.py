"""From draft to readers: working copies, review, publication, and what is refused on the way."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careerguide import publishing
from careerguide.models import ContentVersion, OccupationCode, Question, Role, RoleSkill, Section
from careerguide.publishing import NotPossibleError
from careerguide.publishing.documents import PARTS, document
from tests.factories import make_role, make_skill, make_source

from .conftest import section, write


def fresh(role) -> Role:
    return Role.with_copies.get(pk=role.pk)


def test_a_working_copy_holds_what_the_live_page_holds(role, copy):
    assert document(fresh(copy)) == document(fresh(role))
    assert copy.copy_of == role
    assert section(copy).body_html == "<p>The text of <em>overview</em>.</p>"


def test_a_role_has_one_working_copy_at_a_time(role, copy, editor):
    with pytest.raises(NotPossibleError, match="has a working copy already"):
        publishing.start_copy(role, editor)


def test_a_draft_needs_no_working_copy(writer):
    with pytest.raises(NotPossibleError, match="is not published: change the draft itself"):
        publishing.start_copy(make_role(status="draft"), writer)


def test_a_changed_copy_is_published_as_a_whole(role, copy, editor, committed):
    """Every kind of change at once: the live row ends up with exactly the document of the copy."""
    kept = {name: set(getattr(role, name).values_list("pk", flat=True)) for name in PARTS}
    write(copy, "A **new** text.")
    section(copy).sources.set([make_source(), make_source()])
    section(copy, "trends").delete()
    copy.role_skills.filter(order=0).update(grade=4)
    copy.role_skills.filter(order=1).delete()
    RoleSkill.objects.create(role=copy, skill=make_skill(), grade=1, order=20)
    copy.questions.filter(order=0).delete()
    Question.objects.create(role=copy, slug="new", question="Is it new?", answer="*Yes.*", order=9)
    copy.pay_notes.first().sources.clear()
    copy.occupation_codes.filter(scheme="soc", is_primary=True).update(is_primary=False)
    copy.occupation_codes.filter(scheme="soc", code="15-1").update(is_primary=True)
    copy.years_sources.add(make_source())
    copy.named_in.clear()
    copy.lede = "A new lede."
    copy.save()
    wanted, version = document(fresh(copy)), ContentVersion.current()
    with committed():
        live = publishing.publish(copy, editor)
    assert live.pk == role.pk
    assert document(fresh(role)) == wanted
    assert ContentVersion.current() == version + 1
    assert section(role).body_html == "<p>A <strong>new</strong> text.</p>"
    # Parts that stay keep their rows.
    assert set(role.sections.values_list("pk", flat=True)) < kept["sections"]
    assert len(kept["role_skills"] & set(role.role_skills.values_list("pk", flat=True))) == 11
    assert OccupationCode.objects.get(role=role, is_primary=True).code == "15-1"


def test_publishing_leaves_nothing_of_the_copy(role, copy, editor):
    before = {model: model.objects.count() for model in PARTS.values()}
    publishing.publish(copy, editor)
    assert not Role.with_copies.filter(pk=copy.pk).exclude(pk=role.pk).exists()
    assert Role.with_copies.filter(copy_of=role).count() == 0
    for name, model in PARTS.items():
        assert model.objects.count() == before[model] - getattr(role, name).count()


def test_a_full_role_is_published_in_at_most_60_queries(role, copy, editor):
    for part in (*copy.sections.all(), *copy.questions.all()):
        name = "body" if isinstance(part, Section) else "answer"
        setattr(part, name, "Another text.")
        part.save()
    copy.role_skills.update(grade=4)
    copy.role_skills.first().delete()
    RoleSkill.objects.create(role=copy, skill=make_skill(), grade=1, order=20)
    for part in copy.sections.all():
        part.sources.set([make_source()])
    copy.fit_points.update(text="you like it.")
    copy.other_titles.first().delete()
    copy.slug, copy.lede = "another-slug", "Another lede."
    copy.save()
    with CaptureQueriesContext(connection) as queries:
        publishing.publish(copy, editor)
    assert len(queries) <= 60, "\n".join(query["sql"][:160] for query in queries)


def test_a_draft_becomes_a_public_page(client, writer, editor, committed):
    draft = make_role(status="draft", slug="kite-tester")
    publishing.submit(draft, writer)
    assert fresh(draft).status == Role.Status.REVIEW
    assert client.get("/roles/kite-tester/").status_code == 404
    with committed():
        publishing.publish(draft, editor)
    assert client.get("/roles/kite-tester/").status_code == 200
    assert fresh(draft).status_by == editor


def test_what_is_sent_back_is_a_draft_again_with_the_note(copy, writer, editor):
    publishing.submit(copy, writer)
    with pytest.raises(NotPossibleError, match="Say in a note"):
        publishing.send_back(copy, editor, " ")
    publishing.send_back(copy, editor, "Name the tools.")
    assert (fresh(copy).status, fresh(copy).review_note) == (Role.Status.DRAFT, "Name the tools.")
    publishing.submit(copy, writer)
    assert fresh(copy).review_note == ""


def test_only_a_draft_can_be_submitted(role, writer):
    with pytest.raises(NotPossibleError, match="is published: only a draft can be submitted"):
        publishing.submit(role, writer)


def test_a_copy_of_an_older_live_page_is_refused_and_nothing_is_lost(role, copy, editor):
    write(copy, "The copy.")
    write(role, "The live page.", "trends")
    with pytest.raises(NotPossibleError, match="has changed since this working copy was begun"):
        publishing.publish(copy, editor)
    assert section(role, "trends").body == "The live page.\n"
    assert section(copy).body == "The copy.\n"


def test_a_discarded_copy_leaves_nothing(role, copy):
    before = document(fresh(role))
    publishing.discard(copy)
    assert not Role.with_copies.filter(copy_of=role).exists()
    assert not Section.objects.filter(role_id=copy.pk).exists()
    assert document(fresh(role)) == before


def test_a_published_page_is_taken_from_readers_and_its_address_comes_back_with_it(client, role, editor, committed):
    with committed():
        publishing.unpublish(role, editor)
    assert client.get(role.get_absolute_url()).status_code == 404
    draft = fresh(role)
    draft.slug = "another-address"
    draft.save()
    with committed():
        publishing.publish(draft, editor)
    assert client.get(role.get_absolute_url()).headers["Location"] == "/roles/another-address/"


def test_a_published_copy_with_another_slug_leaves_the_old_address_leading_to_the_new(client, role, copy, editor):
    copy.slug = "another-address"
    copy.save()
    publishing.publish(copy, editor)
    assert client.get(role.get_absolute_url()).headers["Location"] == "/roles/another-address/"


def test_a_copy_cannot_take_the_address_of_another_role(copy, editor):
    copy.slug = make_role().slug
    copy.save()
    with pytest.raises(NotPossibleError, match="Another role has this name in its address"):
        publishing.publish(copy, editor)


def test_a_copy_catches_up_with_the_live_page_and_keeps_its_own_where_both_have_changed(role, copy, editor):
    write(copy, "The copy on demand.", "demand")
    write(copy, "The copy on people.", "people")
    write(role, "The live page on people.", "people")
    write(role, "The live page on trends.", "trends")
    section(role, "practice").delete()
    role.role_skills.filter(order=2).update(grade=4)
    copy.role_skills.filter(order=3).update(grade=4)
    assert publishing.catch_up(copy, editor) == ["Sections: Working with people"]
    assert section(copy, "trends").body == "The live page on trends.\n"
    assert section(copy, "demand").body == "The copy on demand.\n"
    assert section(copy, "people").body == "The copy on people.\n"
    assert not copy.sections.filter(kind="practice").exists()
    assert set(copy.role_skills.filter(grade=4).values_list("order", flat=True)) == {2, 3}
    publishing.publish(copy, editor)
    assert section(role, "trends").body == "The live page on trends.\n"


def test_what_was_submitted_is_taken_back_to_go_on_writing(copy, writer):
    publishing.submit(copy, writer)
    publishing.withdraw(copy, writer)
    assert fresh(copy).status == Role.Status.DRAFT
    with pytest.raises(NotPossibleError, match="there is nothing to take back"):
        publishing.withdraw(copy, writer)
