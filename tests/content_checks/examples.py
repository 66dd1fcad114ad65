"""Small guides that pass every check, for tests to spoil."""

import yaml

from careerguide import fixtures
from careerguide.content_checks import check
from careerguide.content_checks.entries import Entry, Finding, read_text
from careerguide.content_checks.guide import Guide


def entry(model: str, **fields) -> dict:
    return {"model": f"careerguide.{model}", "fields": fields}


def made_up(number: int, seed: str) -> str:
    """So many words that no other seed has, in sentences of ten; every third is long, so that it reads like prose."""
    words = [f"{'obobobo' * (index % 3 == 0)}{seed}{index}" for index in range(number)]
    sentences = [" ".join(words[start : start + 10]).capitalize() + "." for start in range(0, number, 10)]
    return "\n".join(sentences) + "\n"


def responsibilities(seed: str) -> str:
    areas = []
    for area in ("Data work", "Models", "Release", "Meetings"):
        duties = [f"- **Keep {area.lower()} {number}**: {made_up(10, f'{seed}{area[0]}{number}')}" for number in "12"]
        areas.append(f"### {area}\n\n" + "".join(duties))
    return "\n".join(areas)


def requirements(seed: str) -> str:
    return "\n".join(
        f"### {heading}\n\n- **A {heading.lower()}** (often waived): {made_up(10, f'{seed}{heading[:2]}')}"
        for heading in ("Education", "Experience", "Technical", "Leadership")
    )


def section(slug: str, kind: str, body: str, **fields) -> dict:
    return entry("section", role=[slug], kind=kind, body=body, **fields)


def role(slug: str = "data-tamer", title: str = "Data Tamer", **fields) -> list[dict]:
    """The entries of a published role in order."""
    seed = "".join(word[0] for word in slug.split("-"))
    bodies = {
        "overview": made_up(150, f"{seed}o"),
        "responsibilities": responsibilities(seed),
        "requirements": requirements(seed),
    }
    rest = ("development", "demand", "trends", "people", "practice", "challenges", "summary")
    bodies |= {kind: made_up(110, f"{seed}x{number}x") for number, kind in enumerate(rest)}
    return [
        entry("role", **{"slug": slug, "title": title, "status": "published", "lede": f"Tames {seed}."} | fields),
        *(section(slug, kind, body) for kind, body in bodies.items()),
        *(entry("roleskill", role=[slug], skill=[f"skill-{n}"], you_can="tame it.", order=n) for n in range(8)),
        *(
            entry("fitpoint", role=[slug], kind="drawback", order=n, text=made_up(9, f"{seed}f{n}x").strip())
            for n in range(3)
        ),
        *(
            entry("question", role=[slug], slug=f"q{n}", question=f"Why {seed}{n}?", answer=made_up(9, f"{seed}q{n}x"))
            for n in range(5)
        ),
    ]


def hard_to_read() -> list[dict]:
    """A role in order, but for its words and sentences, which are long."""
    return change_section(role(), "demand", body="Interdepartmental accountability notwithstanding " * 80 + "ends.\n")


SOURCE = entry("source", slug="bls-ep", title="Projections", counts="Employment.", weakness="A projection.")


def change(entries: list[dict], model: str, index: int = 0, **fields) -> list[dict]:
    """The entries with fields of the nth one of a model changed; None takes a field away."""
    wanted = [one for one in entries if one["model"] == f"careerguide.{model}"][index]
    wanted["fields"] = {key: value for key, value in (wanted["fields"] | fields).items() if value is not None}
    return entries


def change_section(entries: list[dict], kind: str, **fields) -> list[dict]:
    kinds = [one["fields"]["kind"] for one in entries if one["model"] == "careerguide.section"]
    return change(entries, "section", kinds.index(kind), **fields)


def text_of(entries: list[dict]) -> str:
    """The entries as the guide writes its files."""
    return "\n".join(
        yaml.dump([one], Dumper=fixtures.Dumper, sort_keys=False, allow_unicode=True, width=110) for one in entries
    )


def read(text: str, name: str = "a.yaml") -> list[Entry | Finding]:
    return list(read_text(text, name))


def guide(entries: list[dict]) -> Guide:
    return Guide(read(text_of(entries)))


def sentences(findings) -> list[str]:
    return [finding.sentence for finding in findings]


def write(folder, entries: list[dict]):
    """Writes the entries as a folder of fixtures: roles in their files, sources and pages in theirs."""
    (folder / "roles").mkdir(parents=True, exist_ok=True)
    files = {}
    for one in entries:
        kind, fields = one["model"].removeprefix("careerguide."), one["fields"]
        slug = fields["slug"] if kind == "role" else fields["role"][0] if "role" in fields else ""
        files.setdefault(f"roles/{slug}.yaml" if slug else f"{kind}s.yaml", []).append(one)
    for name, group in files.items():
        (folder / name).write_text(text_of(group), encoding="utf-8")
    return folder


def check_in(folder, entries: list[dict]):
    return check(write(folder, entries))
