"""Every published state is kept as a whole, and comes back as a working copy."""

import pytest

from careerguide import publishing
from careerguide.models import Role
from careerguide.publishing import NotPossibleError, document, document_of, states_of
from tests.factories import make_skill

from .conftest import write


def fresh(role) -> Role:
    return Role.with_copies.get(pk=role.pk)


def test_the_state_before_the_first_change_is_kept_and_then_each_published_one(role, copy, editor):
    first = document(fresh(role))
    write(copy, "New.")
    publishing.publish(copy, editor)
    after, before = states_of(role)
    assert document_of(before) == first
    assert document_of(after) == document(fresh(role)) != first
    assert (before.user, after.user, after.comment) == (None, editor, "Published.")


def test_a_restored_state_is_the_same_document(role, copy, writer, editor):
    first = document(fresh(role))
    write(copy, "New.")
    copy.role_skills.all().delete()
    copy.named_in.clear()
    publishing.publish(copy, editor)
    again, left_out = publishing.restore(role, states_of(role).last(), writer)
    assert left_out == []
    assert document(fresh(again)) == first
    assert document(fresh(role)) != first
    publishing.publish(again, editor)
    assert document(fresh(role)) == first
    assert states_of(role).count() == 3


def test_a_state_is_not_restored_over_an_open_copy(role, copy, writer, editor):
    publishing.publish(copy, editor)
    publishing.start_copy(role, writer)
    with pytest.raises(NotPossibleError, match="has a working copy already"):
        publishing.restore(role, states_of(role).first(), writer)


def test_what_is_gone_since_is_left_out_and_said(role, copy, editor):
    skill = make_skill()
    kept = role.role_skills.count()
    copy.role_skills.create(skill=skill, grade=1, order=30)
    publishing.publish(copy, editor)
    again = publishing.start_copy(role, editor)
    again.role_skills.filter(skill=skill).delete()
    publishing.publish(again, editor)
    skill.delete()
    restored, left_out = publishing.restore(role, states_of(role)[1], editor)
    assert left_out == ["Skills that are gone: 1."]
    assert restored.role_skills.count() == kept


def test_a_state_that_was_loaded_meanwhile_is_kept_before_it_is_changed(role, copy, editor):
    publishing.publish(copy, editor)
    write(role, "Loaded from the files.")
    publishing.start_copy(role, editor)
    assert document_of(states_of(role).first()) == document(fresh(role))
    assert states_of(role).count() == 3
