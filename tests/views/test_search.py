"""The search page and the suggestions."""

import html
import re

import pytest

from careerguide import search
from careerguide.models import Role
from tests.factories import make_role
from tests.views.test_roles import generate

pytestmark = pytest.mark.django_db


def links(response) -> list[str]:
    return [html.unescape(link) for link in re.findall(r'href="([^"]+)"', response.text)]


def words(response) -> str:
    """The text of the main part as a reader sees it."""
    main = re.search(r"<main.*</main>", response.text, re.S)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", main)).split())


def test_search_shows_what_was_found_by_kind_with_matches_marked(client):
    response = client.get("/search/?q=mlops")
    assert response.status_code == 200
    headings = re.findall(r'<h2 id="found-(\w+)">', response.text)
    assert {"role", "skill", "question", "term"} <= set(headings)
    assert '<span class="n"><mark>MLOps</mark> Engineer</span>' in response.text
    assert response.context["groups"][0]["rows"][0]["entry"].title in ("MLOps", "MLOps Engineer")


def test_search_says_what_it_searched_for_and_leads_back_to_what_was_typed(client):
    response = client.get("/search/?q=mlops+enginer")
    assert "results for “mlops engineer”." in words(response)
    assert "Search for “mlops enginer” as typed" in words(response)
    assert "/search/?q=mlops+enginer&typed=1" in links(response)
    typed = client.get("/search/?q=mlops+enginer&typed=1")
    assert "Did you mean mlops engineer?" in words(typed)
    assert "/search/?q=mlops+engineer" in links(typed)


def test_search_that_finds_nothing_offers_the_nearest_roles_and_the_tracks(client):
    response = client.get("/search/?q=prompt+wizard")
    assert "Nothing called “prompt wizard”" in words(response)
    assert "/roles/ai-engineer/" in links(response)
    assert "/tracks/ai-research/" in links(response)
    assert response.status_code == 200


def test_search_without_near_roles_still_leads_on(client):
    response = client.get("/search/?q=zzqqxx")
    assert response.context["nearest"] == []
    assert "come close" not in words(response)
    assert "/tracks/ai-research/" in links(response)


def test_search_within_a_part_that_holds_nothing_leads_to_the_whole(client):
    response = client.get("/search/?q=mlops&track=ai-product&level=executive")
    if response.context["found"].total:  # the texts of that part have come to speak of it
        response = client.get("/search/?q=caio&kind=skill")
    assert "in this part" in words(response)
    assert any(
        link.startswith("/search/?q=") and "track" not in link and "kind" not in link for link in links(response)
    )


def test_search_without_words_says_how_to_begin(client):
    for address in ("/search/", "/search/?q=", "/search/?q=%20%20"):
        response = client.get(address)
        assert response.status_code == 200
        assert "Other names of a job" in words(response)


def test_search_is_narrowed_by_links_that_carry_their_counts(client):
    response = client.get("/search/?q=engineer&track=ml-engineering")
    for facets in ("kinds", "track_facets", "level_facets"):
        for facet in response.context[facets]:
            if not facet["current"]:
                there = client.get(f"/search/{facet['query']}")
                assert there.context["found"].total >= facet["count"] > 0
    taken = next(facet for facet in response.context["track_facets"] if facet["current"])
    assert taken["query"] == "?q=engineer"
    directors = next(facet for facet in response.context["level_facets"] if facet["option"].slug == "director")
    assert directors["query"] == "?q=engineer&track=ml-engineering&level=director"
    assert client.get(f"/search/{directors['query']}").context["found"].total == directors["count"]


def test_search_of_one_kind_shows_more_of_it(client):
    response = client.get("/search/?q=engineer")
    group = next(group for group in response.context["groups"] if group["kind"] == "question")
    assert len(group["rows"]) == 6
    assert f"/search/{group['query']}" in links(response)
    assert len(client.get(f"/search/{group['query']}").context["groups"][0]["rows"]) == min(group["count"], 50)


def test_search_says_when_even_one_kind_is_cut(client):
    for number in range(55):
        make_role(title=f"Kite Flyer {number}")
    assert "The best 50 of 55." in words(client.get("/search/?q=kite+flyer&kind=role"))


@pytest.mark.parametrize("query", ["q=data&track=nope", "q=data&level=nope", "q=data&kind=nope"])
def test_a_wrong_filter_is_named_and_ignored(client, query):
    response = client.get(f"/search/?{query}")
    assert response.status_code == 200
    assert re.search(r'class="err" role="alert">There is no (track|level|kind)', response.text)
    assert response.context["found"].total == client.get("/search/?q=data").context["found"].total


def test_a_long_query_is_cut_and_says_so(client):
    response = client.get("/search/?q=" + "data+" * 1_500)
    assert response.status_code == 200
    assert "only the first part was searched for" in words(response)
    assert len(response.content) < 60_000


def test_what_is_typed_comes_back_escaped(client):
    response = client.get("/search/", {"q": '"><script>alert(1)</script>'})
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert 'value="&quot;&gt;&lt;script&gt;' in response.text


def test_drafts_are_in_neither_results_nor_suggestions(client):
    make_role(title="Secret Zookeeper", status=Role.Status.DRAFT)
    for address in ("/search/?q=zookeeper", "/search/?q=secret", "/search/suggest/?q=secret+zoo"):
        assert "Secret Zookeeper" not in client.get(address).text


def test_a_role_withdrawn_since_the_index_was_made_is_left_out(client):
    role = make_role(title="Zookeeper")
    assert "Zookeeper</mark>" in client.get("/search/?q=zookeeper").text
    Role.objects.filter(pk=role.pk).update(status=Role.Status.DRAFT)
    assert "/roles/" + role.slug not in client.get("/search/?q=zookeeper").text


def test_search_pages_are_kept_out_of_search_engines_and_have_one_address(client):
    response = client.get("/search/?level=senior&track=ml-engineering&q=data&kind=&nope=1")
    assert '<meta name="robots" content="noindex">' in response.text
    assert response.context["canonical"] == "https://guide.example/search/?q=data&track=ml-engineering&level=senior"


def test_search_pages_are_answered_by_304_until_the_content_changes(client, committed):
    etag = client.get("/search/?q=data").headers["ETag"]
    assert client.get("/search/?q=data", headers={"If-None-Match": etag}).status_code == 304
    with committed():
        make_role(title="Data Juggler")
    again = client.get("/search/?q=data+juggler", headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert "Data Juggler" in html.unescape(re.sub(r"</?mark>", "", again.text))


def test_suggestions_are_options_with_the_address_they_lead_to(client):
    response = client.get("/search/suggest/?q=mlops+eng", headers={"HX-Request": "true"})
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "<html" not in response.text
    options = re.findall(r'<li role="option" aria-selected="false" data-href="([^"]+)">', response.text)
    assert options[0] == "/roles/mlops-engineer/"
    assert len(options) == len(set(options)) <= 8


@pytest.mark.parametrize("query", ["", "%20", "%F0%9F%99%82"])
def test_there_are_no_suggestions_for_nothing(client, query):
    assert 'role="option"' not in client.get(f"/search/suggest/?q={query}").text


@pytest.mark.parametrize("address", ["/", "/roles/", "/nope/nope/", "/search/"])
def test_every_search_box_leads_to_the_search(client, address):
    boxes = re.findall(r'<form class="find[^>]*action="([^"]+)"', client.get(address).text)
    assert boxes
    assert set(boxes) == {"/search/"}


@pytest.mark.parametrize(
    "query", ["?q=mlops+enginer", "?q=data&track=ml-engineering", "?q=zzqqxx", "?q=prompt+wizard", ""]
)
def test_search_makes_at_most_15_queries(client, django_assert_max_num_queries, query):
    generate(300)
    search.forget_index()
    # Making the index takes some of its own, as many for ten roles as for a thousand.
    with django_assert_max_num_queries(12):
        search.current_index()
    with django_assert_max_num_queries(15):
        client.get(f"/search/{query}")


def test_what_was_asked_is_repeated_as_it_was_written(client):
    assert "results for “MLOps”." in words(client.get("/search/?q=MLOps"))
    assert "Nothing called “ZZqqXX”" in words(client.get("/search/?q=ZZqqXX"))


def test_a_word_of_the_glossary_is_explained_where_it_is_found(client):
    assert "The practice of releasing, watching, retraining" in words(client.get("/search/?q=MLOps"))


def test_a_short_first_group_leaves_no_empty_column(client):
    first, second = client.get("/search/?q=MLOps").context["columns"]
    assert sum(len(group["rows"]) for group in first) >= 4
    assert second
