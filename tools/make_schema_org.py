#!/usr/bin/env python3
"""Writes tests/schema_org.json: what schema.org's own vocabulary says of the types that our pages use.

``tools/make_schema_org.py schemaorg-current-https.jsonld 12.0`` reads the file that schema.org publishes with a release,
as JSON-LD, at https://schema.org/version/<release>/schemaorg-current-https.jsonld. Needs Python alone.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "tests" / "schema_org.json"
SOURCE = "https://schema.org/version/{release}/schemaorg-current-https.jsonld"
LICENCE = (
    "CC BY-SA 3.0, https://creativecommons.org/licenses/by-sa/3.0/; schema.org, https://schema.org/docs/terms.html"
)
USED = re.compile(r'"@type": "(\w+)"')


def names(node: dict, key: str) -> list[str]:
    """What a term of the vocabulary names under a key, which holds one or several."""
    found = node.get(key, [])
    found = found if isinstance(found, list) else [found]
    return sorted(one["@id"].removeprefix("schema:") for one in found if one["@id"].startswith("schema:"))


def main(vocabulary: Path, release: str):
    graph = json.loads(vocabulary.read_text(encoding="utf-8"))["@graph"]
    terms = {node["@id"].removeprefix("schema:"): node for node in graph}
    types, left = {}, USED.findall((ROOT / "careerguide" / "structured_data.py").read_text(encoding="utf-8"))
    while left:
        name = left.pop()
        if name not in terms:
            sys.exit(f"schema.org {release} has no type {name}: mend careerguide/structured_data.py.")
        types[name] = names(terms[name], "rdfs:subClassOf")
        left += types[name]
    properties = {
        name: {"domain": names(node, "schema:domainIncludes"), "range": names(node, "schema:rangeIncludes")}
        for name, node in terms.items()
        if types.keys() & set(names(node, "schema:domainIncludes"))
    }
    lines = [f'"release": {json.dumps(release)}', f'"source": {json.dumps(SOURCE.format(release=release))}']
    lines.append(f'"licence": {json.dumps(LICENCE)}')
    for key, part in (("types", types), ("properties", properties)):
        rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(part[name])}" for name in sorted(part))
        lines.append(f'"{key}": {{\n{rows}\n}}')
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(types)} types, {len(properties)} properties.")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2])
