"""The words of the search, and which of the pages found are shown."""

from urllib.parse import urlencode

from django import forms

from careerguide.search import KINDS, MOST_CHARACTERS

from .base import GroupForm


class SearchForm(GroupForm):
    """The search: words, and which of the pages found are shown."""

    q = forms.CharField(required=False, label="Search roles, skills and questions")
    kind = forms.ChoiceField(required=False, label="Kind", choices=list(KINDS.items()))
    typed = forms.BooleanField(required=False, label="As typed")

    def __init__(self, data, *, tracks, levels):
        super().__init__(data, tracks=tracks, levels=levels)
        self.refuse("kind", "There is no kind of page called “%(value).40s”, so all kinds are shown.")
        self.is_cut = False
        self.is_valid()

    def clean_q(self):
        words = " ".join(self.cleaned_data["q"].split())
        self.is_cut = len(words) > MOST_CHARACTERS
        return words[:MOST_CHARACTERS].rstrip()

    @property
    def words(self) -> str:
        return self.value("q") or ""

    @property
    def is_narrowed(self) -> bool:
        return any(self.value(name) for name in ("kind", "track", "level"))

    def parameters(self) -> list[tuple[str, str]]:
        pairs = [("q", self.words), ("kind", self.value("kind")), *self.chosen_groups()]
        pairs.append(("typed", "1" if self.value("typed") else None))
        return [(name, value) for name, value in pairs if value]

    def kinds(self, counts: dict[str, int]) -> list[dict]:
        """All kinds and each that has pages, with their number and address."""
        chosen = self.value("kind")
        rows = [{"label": "All", "count": sum(counts.values()), "query": self.query(kind=""), "current": not chosen}]
        for kind, label in KINDS.items():
            if counts.get(kind) or kind == chosen:
                query, count = self.query(kind=kind), counts.get(kind, 0)
                rows.append({"label": label, "count": count, "query": query, "current": kind == chosen})
        return rows

    def facets(self, name: str, counts: dict[str, int]) -> list[dict]:
        """The tracks or levels with how many pages choosing each would show, and the address that takes or drops it."""
        chosen = self.value(name) or []
        rows = []
        for slug, option in getattr(self, f"{name}s").items():
            if counts.get(slug) or slug in chosen:
                others = [
                    (pair_name, value) for pair_name, value in self.parameters() if (pair_name, value) != (name, slug)
                ]
                pairs = others if slug in chosen else [*others, (name, slug)]
                rows.append(
                    {
                        "option": option,
                        "count": counts.get(slug, 0),
                        "query": f"?{urlencode(pairs)}",
                        "current": slug in chosen,
                    }
                )
        return rows
