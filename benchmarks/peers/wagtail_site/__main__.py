"""Makes the tables, and pages from the JSON forms of role pages: ``python -m benchmarks.peers.wagtail_site FILE …``."""

import json
import sys
from pathlib import Path

# The first of these configures Django.
# isort: off
from benchmarks.peers.wagtail_site import application  # noqa: F401 - importing it is the point

from django.core.management import call_command
from django.db import transaction
from django.utils.html import format_html_join
from wagtail.models import Page, Site

from benchmarks.peers.wagtail_site.models import AMOUNTS, Figure, Question, RolePage, Skill, Step


def paragraphs(text: str) -> str:
    return format_html_join("", "<p>{}</p>", ((part,) for part in text.split("\n\n")))


def role_page(role: dict) -> RolePage:
    page = RolePage(
        title=role["title"], slug=role["slug"], lede=role["lede"], track=role["track"]["name"], level=role["level"]["name"],
        sections=[
            ("section", {"title": row["title"], "text": paragraphs(row["markdown"])})
            for row in role["sections"] if row["markdown"]
        ],
    )  # fmt: skip
    page.skills = [Skill(name=row["name"], grade=row["grade_name"], you_can=row["you_can"]) for row in role["skills"]]
    page.figures = [
        Figure(
            group=row["group"], place=row["place"], period=row["period"], n=row["n"],
            **{name: row["amounts"][name] for name in AMOUNTS},
        )
        for row in role["pay"]["figures"]
    ]  # fmt: skip
    page.questions = [
        Question(question=row["question"], answer=paragraphs(row["answer_markdown"])) for row in role["questions"]
    ]
    return page


@transaction.atomic
def make(files: list[Path]):
    roles = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    root = Page.objects.get(depth=1)
    root.get_children().delete()
    home = Page.objects.get(depth=1).add_child(instance=Page(title="Guide", slug="guide"))
    home.add_child(instance=(listed := Page(title="Roles", slug="roles")))
    Site.objects.all().delete()
    Site.objects.create(hostname="127.0.0.1", root_page=home, is_default_site=True)
    pages = {role["slug"]: listed.add_child(instance=role_page(role)) for role in roles}
    for role in roles:
        page = pages[role["slug"]]
        page.steps = [Step(to=pages[row["role"]]) for row in role["ways_on"] if row["role"] in pages]
        page.save_revision().publish()


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    make([Path(file) for file in sys.argv[1:]])
