"""Repetition: sentences that stand on several pages, and roles whose prose overlaps."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from careerguide.content_checks.entries import Finding
from careerguide.content_checks.guide import Guide, RolePage, page_of
from careerguide.content_checks.passages import words

SENTENCE_WORDS = 8
SENTENCE_PAGES = 2
RUN = 5
MOST_OVERLAP = 0.15
NAME = "…"  # stands where the name of a role stood


class Names:
    """The names of roles, to be taken out of lists of words."""

    def __init__(self, names: Iterable[str]):
        self.by_first_word = defaultdict(set)
        for name in names:
            if one := comparable(name):
                # “Data scientists” and “heads of AI”.
                for form in (tuple(one), (*one[:-1], f"{one[-1]}s"), (f"{one[0]}s", *one[1:])):
                    self.by_first_word[form[0]].add(form)

    def replace(self, found: list[str]) -> list[str]:
        """The words with the longest name at each place, singular or plural, replaced by NAME."""
        result, position = [], 0
        while position < len(found):
            forms = self.by_first_word.get(found[position], ())
            length = max(
                (len(form) for form in forms if tuple(found[position : position + len(form)]) == form), default=0
            )
            result.append(NAME if length else found[position])
            position += length or 1
        return result


def comparable(text: str) -> list[str]:
    """The words of a text without case, hyphens and possessives: “A machine-learning engineer’s” and its like."""
    plain = " ".join(words(text)).lower().replace("’", "'").replace("-", " ")
    return [word.removesuffix("'s").rstrip("'") for word in plain.split()]


def repeated_entries(guide: Guide) -> Iterator[Finding]:
    """Entries of one key: the database takes one row of it, wherever its files hold them."""
    first = {}
    for entry in guide.entries:
        names = [name.split(".")[0] for name in entry.model.NATURAL_KEY]
        known = first.setdefault((entry.model, *(str(entry.get(name)) for name in names)), entry)
        if known is not entry:
            yield entry.finding(f"It stands there twice; the first is at {known.file}:{known.line}.")


def runs(page: RolePage, names: Names) -> set[tuple[str, ...]]:
    """Every run of 5 words of a role's prose, the names of roles left out."""
    found = set()
    for passage in page.prose():
        plain = [word for word in names.replace(comparable(passage.text)) if word != NAME]
        found.update(tuple(plain[start : start + RUN]) for start in range(len(plain) - RUN + 1))
    return found


class Neighbour(NamedTuple):
    """The role whose prose is nearest, and the overlap with it."""

    slug: str
    overlap: float


def overlaps(guide: Guide) -> dict[frozenset[str], float]:
    """For every two published roles that share a run: the shared runs as a share (0 to 1) of the smaller page's."""
    names = Names(guide.role_names)
    by_role = {slug: runs(page, names) for slug, page in guide.pages.items()}
    holders = defaultdict(list)
    for slug, found in by_role.items():
        for run in found:
            holders[run].append(slug)
    shared = Counter(frozenset(pair) for slugs in holders.values() for pair in combinations(slugs, 2))
    return {pair: count / min(len(by_role[slug]) for slug in pair) for pair, count in shared.items()}


def nearest(shares: dict[frozenset[str], float], slug: str) -> Neighbour | None:
    """The neighbour with the largest share; nothing for a role that shares no run."""
    found = [Neighbour(*(pair - {slug}), share) for pair, share in shares.items() if slug in pair]
    return max(found, key=lambda neighbour: (neighbour.overlap, neighbour.slug), default=None)


def too_alike(guide: Guide, shares: dict[frozenset[str], float]) -> Iterator[Finding]:
    for pair, share in shares.items():
        if share > MOST_OVERLAP:
            first, second = sorted(pair)
            yield guide.pages[first].role.finding(
                f"{share:.1%} of the {RUN}-word runs stand in “{second}” too: at most {MOST_OVERLAP:.0%} may."
            )


def repeated_sentences(guide: Guide) -> Iterator[Finding]:
    names = Names(guide.role_names)
    places = defaultdict(list)
    for entry in guide.entries:
        for _, passages in entry.prose():
            for passage in passages:
                for sentence, offset in passage.sentences():
                    key = tuple(names.replace(comparable(sentence)))
                    if sum(word != NAME for word in key) >= SENTENCE_WORDS:
                        places[key].append((page_of(entry), entry, passage, offset))
    for found in places.values():
        pages = sorted({page for page, *_ in found})
        if len(pages) > SENTENCE_PAGES:
            _, entry, passage, offset = found[0]
            named = ", ".join(pages[:3]) + (f" and {len(pages) - 3} more" if len(pages) > 3 else "")
            yield entry.finding(
                f"This sentence stands on {len(pages)} pages ({named}): say it once, or differently.",
                passage=passage,
                offset=offset,
            )
