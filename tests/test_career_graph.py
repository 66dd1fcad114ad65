"""The graph of the published roles is read once for each content version."""

import pytest

from careerguide.career_graph import career_graph
from careerguide.models import Role
from tests.factories import make_transition

pytestmark = pytest.mark.django_db


def test_graph_is_read_again_when_the_content_changes(committed):
    before = len(career_graph().graph.steps)
    with committed():
        make_transition(Role.objects.get(slug="chief-ai-officer"), Role.objects.get(slug="data-analyst"))
    assert len(career_graph().graph.steps) == before + 1


def test_graph_is_not_read_again_for_the_same_content(django_assert_num_queries):
    career_graph()
    with django_assert_num_queries(1):
        career_graph()
