"""Times the drawing of every share card of the site's real content: ``python -m benchmarks.cards``, in its environment.

Times are milliseconds of the processor: for the picture alone, and for the whole answer with its questions to the
database. The first card of a process, which also reads the fonts, is told apart.
"""

import os
import re
import sys
import time
from collections import defaultdict
from unittest.mock import patch
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")
MOST = 50  # milliseconds of the processor, for the slowest picture of each kind
ROUNDS = 3  # of which the best counts: other work on a machine only ever slows one down
CARD = re.compile(r'<meta property="og:image" content="([^"]+/cards/[^"]+)"')
VIEWS = (
    "/pay/?track=ml-engineering&level=senior",
    "/compare/?role=machine-learning-engineer&role=data-scientist&role=ai-product-manager&role=data-engineer",
    "/paths/?from=data-analyst&to=head-of-ai",
)


def milliseconds(work, *arguments) -> tuple[float, object]:
    """How long a call takes of the processor, and what it gives."""
    started = time.process_time()
    given = work(*arguments)
    return (time.process_time() - started) * 1000, given


def addresses(client) -> list[str]:
    """The addresses of the cards of every page of the sitemap and of one view of each kind, as pages name them."""
    paths = [urlsplit(address).path for address in re.findall(r"<loc>([^<]+)</loc>", client.get("/sitemap.xml").text)]
    found = (CARD.search(client.get(path).text) for path in (*paths, *VIEWS))
    cards = dict.fromkeys(urlsplit(card[1].replace("&amp;", "&")) for card in found if card)
    return [f"{card.path}?{card.query}" if card.query else card.path for card in cards]


def main() -> int:
    django.setup()
    from django.conf import settings
    from django.test import Client

    from careerguide.cards import drawing

    # The test client speaks plain http to a host of its own, and nothing that was kept may answer.
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT, settings.PAGE_CACHE_MB = ["*"], False, 0
    client, drawn = Client(), []

    def timed(card):
        took, picture = milliseconds(drawing.draw, card)
        drawn.append(took)
        return picture

    pictures, answers, sizes = defaultdict(list), defaultdict(list), defaultdict(list)
    with patch("careerguide.cards.draw", timed):
        every = addresses(client)
        if not every:
            sys.exit("No page has a card: load the content first, by “manage.py load_content”.")
        first, _ = milliseconds(client.get, every[0])
        first_picture = drawn[0]
        for address in every:
            kind = address.split("/")[2]
            drawn.clear()
            rounds = [milliseconds(client.get, address) for _ in range(ROUNDS)]
            if len(drawn) < ROUNDS:
                sys.exit(f"{address} was answered without drawing it.")
            pictures[kind].append(min(drawn))
            answers[kind].append(min(took for took, _ in rounds))
            sizes[kind].append(len(rounds[0][1].content))
    print(f"first card of the process: {first_picture:.1f} ms, with its answer {first:.1f} ms")
    for kind, times in pictures.items():
        print(
            f"{kind}: {len(times)} cards, picture median {sorted(times)[len(times) // 2]:.1f} ms, slowest {max(times):.1f} ms; "
            f"slowest answer {max(answers[kind]):.1f} ms; largest {max(sizes[kind]) / 1024:.1f} KiB"
        )
    slowest = max(map(max, pictures.values()))
    print(f"Slowest picture: {slowest:.1f} ms; it must stay under {MOST} ms.")
    return int(slowest >= MOST)


if __name__ == "__main__":
    sys.exit(main())
