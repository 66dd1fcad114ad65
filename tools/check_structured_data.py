#!/usr/bin/env python3
"""Holds the data blocks of every page against schema.org's own vocabulary: schema-dts, read by the TypeScript compiler.

Run by hand with the environment of the site, whose database holds the content, and with Node and npm installed:
``.venv/bin/python tools/check_structured_data.py``. Fails on a type or property that schema.org does not have.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")
PACKAGES = ("schema-dts@2.1", "typescript@5.9")
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)
# An invented property has to be refused: otherwise nothing was checked.
PROBE = '// @ts-expect-error: schema.org has no such property\nexport const probe: Occupation = { "@type": "Occupation", "invented": "x" };\n'


def blocks() -> dict[str, dict]:
    """The data block of every page of the sitemap, by path."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    # The test client speaks plain http to a host of its own.
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["*"], False
    client, found = Client(), {}
    for address in re.findall(r"<loc>([^<]+)</loc>", client.get("/sitemap.xml").text):
        path = address.removeprefix(settings.SITE_URL)
        for text in BLOCK.findall(client.get(path).text):
            found[path] = json.loads(text)
    return found


def main() -> int:
    found = blocks()
    lines = ['import type { Graph, Occupation } from "schema-dts";\n', PROBE]
    lines += [
        f"// {path}\nexport const page{number}: Graph = {json.dumps(content, ensure_ascii=False)};\n"
        for number, (path, content) in enumerate(found.items())
    ]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pages.ts").write_text("".join(lines), encoding="utf-8")
        subprocess.run(["npm", "install", "--silent", "--no-save", "--prefix", folder, *PACKAGES], check=True)  # noqa: S603, S607 - our own words
        command = [f"{folder}/node_modules/.bin/tsc", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022"]
        result = subprocess.run([*command, "--moduleResolution", "bundler", "--module", "es2022", f"{folder}/pages.ts"])  # noqa: S603 - our own words
    print(f"{len(found)} data blocks, {'in order' if result.returncode == 0 else 'with faults, listed above'}.")
    return result.returncode


if __name__ == "__main__":
    sys.exit(main())
