"""The graph of steps as staff see it."""

import pytest
from django.contrib.auth.models import Permission, User

from careerguide.models import Role, Source, Track
from tests.factories import make_level, make_role, make_transition

pytestmark = pytest.mark.django_db

GRAPH = "/admin/careerguide/transition/graph/"


def titles(response, title):
    found = next(finding for finding in response.context["findings"] if finding.title == title)
    return [[role.title for role in group] for group in found.groups]


def test_graph_draws_every_published_role_and_step(admin_client):
    response = admin_client.get(GRAPH)
    picture = response.context["picture"]
    assert len(picture.nodes) == response.context["role_count"] == 38
    assert len(picture.curves) == response.context["step_count"]
    assert response.text.count("<rect") == 38


def test_no_two_boxes_lie_on_each_other(admin_client):
    nodes = admin_client.get(GRAPH).context["picture"].nodes
    assert len({(node.x, node.y) for node in nodes}) == len(nodes)


def test_graph_names_dead_ends_islands_and_missing_rungs(admin_client):
    track, other = Track.objects.first(), Track.objects.last()
    make_role(title="Lonely", track=track)
    pair = make_role(title="Pair one", track=other)
    make_transition(pair, make_role(title="Pair two", track=track))
    response = admin_client.get(GRAPH)
    assert ["Lonely"] in titles(response, "Dead ends")
    assert ["Pair one"] not in titles(response, "Dead ends")
    assert ["Lonely"] in titles(response, "Islands")
    assert ["Pair one", "Pair two"] in [sorted(group) for group in titles(response, "Islands")]
    assert {("Lonely",), ("Pair one",)} <= {tuple(group) for group in titles(response, "Ladders without a next rung")}


def test_graph_names_roles_without_a_way_in(admin_client):
    make_role(title="Closed", level=make_level())
    assert ["Closed"] in titles(admin_client.get(GRAPH), "No way in")


def test_graph_names_steps_that_rest_on_nothing(admin_client):
    ends = [make_role(title=title) for title in ("From", "To", "Third", "Fourth")]
    make_transition(ends[0], ends[1])
    make_transition(ends[0], ends[2], basis="sourced", basis_note="Page 3")
    make_transition(ends[0], ends[3], basis="sourced").sources.add(Source.objects.first())
    make_transition(ends[1], ends[3], basis_note="Nine interviews.")
    said = {str(step): missing for step, missing in admin_client.get(GRAPH).context["steps_without"]}
    assert "without a note" in said["From → To"]
    assert "without a source" in said["From → Third"]
    assert "From → Fourth" not in said
    assert "To → Fourth" not in said


def test_drafts_are_left_out(admin_client):
    make_role(title="Secret Post", status=Role.Status.DRAFT)
    assert "Secret Post" not in admin_client.get(GRAPH).text


def test_graph_is_for_staff_who_may_see_steps(client):
    assert client.get(GRAPH).status_code == 302
    staff = User.objects.create_user("staff", is_staff=True)
    client.force_login(staff)
    assert client.get(GRAPH).status_code == 403
    staff.user_permissions.add(Permission.objects.get(codename="view_transition"))
    assert client.get(GRAPH).status_code == 200


def test_graph_costs_few_queries(admin_client, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        admin_client.get(GRAPH)


def test_list_of_steps_leads_to_the_graph(admin_client):
    assert f'href="{GRAPH}"' in admin_client.get("/admin/careerguide/transition/").text
