"""How easily a role reads: the Flesch reading ease of its prose."""

import readability

from careerguide.content_checks.guide import RolePage
from careerguide.content_checks.passages import words

# Plain English is 60 to 70; below the band a page is hard work, above it sentences are chopped.
BAND = (50, 85)


def reading_ease(page: RolePage) -> float | None:
    """The Flesch reading ease, mostly 0 (hard) to 100 (easy); nothing for a role without prose."""
    sentences = [
        " ".join(found) for passage in page.prose() for sentence, _ in passage.sentences() if (found := words(sentence))
    ]
    if not sentences:
        return None
    return readability.getmeasures(sentences, lang="en")["readability grades"]["FleschReadingEase"]
