"""The kinds of page that are measured, and what each asks of the database; run by itself it prints that as JSON."""

import json
import os
import sys

# Addresses of a kind are walked in turn: enough of them that no page is hot, few enough that all fit into the cache.
MANY = 30


def addresses(roles: list[str], tracks: list[str], skills: list[str], queries: list[str]) -> dict[str, tuple]:
    """For each kind of page its addresses, and the headers to ask with."""
    from urllib.parse import quote_plus

    some = roles[:: max(len(roles) // MANY, 1)][:MANY]
    pairs = list(zip(some, some[1:] + some[:1], strict=True))
    lists = [f"/roles/?track={track}" for track in tracks]
    return {
        "front page": (["/"], {}),
        "role": ([f"/roles/{slug}/" for slug in some], {}),
        "role's pay": ([f"/roles/{slug}/pay/" for slug in some], {}),
        "role as Markdown": ([f"/roles/{slug}.md" for slug in some], {}),
        "role as JSON": ([f"/roles/{slug}.json" for slug in some], {}),
        "list of roles": (["/roles/", "/roles/?page=2", "/roles/?sort=title", "/roles/?sort=pay"], {}),
        "list, filtered": (lists, {}),
        "list, fragment": (lists, {"HX-Request": "true"}),
        "track": ([f"/tracks/{slug}/" for slug in tracks], {}),
        "skill": ([f"/skills/{slug}/" for slug in skills[:MANY]], {}),
        "pay explorer": (["/pay/", *(f"/pay/?track={track}" for track in tracks)], {}),
        "comparison": ([f"/compare/?role={a}&role={b}" for a, b in pairs], {}),
        "path": ([f"/paths/?from={a}&to={b}" for a, b in pairs], {}),
        "search": ([f"/search/?q={quote_plus(query)}" for query in queries], {}),
        "suggestions": ([f"/search/suggest/?q={quote_plus(query)}" for query in queries], {}),
    }


def main():
    import django

    django.setup()
    import yaml
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from careerguide.models import Role, Skill, Track

    queries = yaml.safe_load((settings.BASE_DIR / "tests/search_queries.yaml").read_text(encoding="utf-8"))
    kinds = addresses(
        list(Role.objects.published().order_by("pk").values_list("slug", flat=True)),
        list(Track.objects.values_list("slug", flat=True)),
        list(Skill.objects.order_by("slug").values_list("slug", flat=True)),
        [query["query"] for query in queries[:MANY]],
    )
    client, found = Client(SERVER_NAME="127.0.0.1", headers={"accept-encoding": "gzip"}), {}
    for kind, (paths, headers) in kinds.items():
        client.get(paths[0], headers=headers)
        asked, sent = [], []
        for path in paths[:5]:
            with CaptureQueriesContext(
                connection,
            ) as captured:
                response = client.get(path, headers=headers)
            if response.status_code != 200:
                sys.exit(f"{path} answers {response.status_code}.")
            asked.append(len(captured))
            sent.append(len(response.content))
        found[kind] = {"paths": paths, "headers": headers, "queries": max(asked), "bytes": sum(sent) // len(sent)}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")
    main()
