"""Sites of any size for measuring, the same every time: the real roles again and again under other names.

``python -m benchmarks.content 1000`` fills the empty database of DATABASE_URL; with ``--files DIR`` it writes fixture
files instead. Every made-up role has the text, skills, questions, figures and steps of a real one, so pages are as large
as real ones; tracks, levels, skills and sources stay as many as they are.
"""

import argparse
import itertools
import os
import random
import re
import shutil
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Primary keys of copies: that of the original and a multiple of this.
STRIDE = 1_000_000
LEVELS = ["", "Junior", "Senior", "Staff", "Principal", "Lead", "Head of", "Director of", "Associate", "Chief"]
FIELDS = [
    "Machine Learning", "Data", "AI", "Analytics", "Vision", "Speech", "Robotics", "Search", "Fraud", "Climate", "Health",
    "Language", "Platform", "Research", "Product", "Risk", "Pricing", "Marketing", "Logistics", "Security", "Cloud",
    "Edge", "Privacy", "Simulation", "Forecasting", "Safety", "Compiler", "Hardware", "Genomics", "Education", "Legal",
    "Finance", "Retail", "Energy", "Media",
]  # fmt: skip
JOBS = [
    "Engineer", "Scientist", "Analyst", "Manager", "Architect", "Researcher", "Consultant", "Designer", "Developer",
    "Specialist", "Strategist", "Officer", "Owner", "Advocate", "Auditor", "Coach", "Editor", "Modeller", "Operator",
    "Planner", "Programmer", "Statistician", "Steward", "Teacher", "Tester", "Trainer", "Translator", "Writer", "Expert",
]  # fmt: skip


def titles(taken: set[str]) -> list[str]:
    """Some 10,000 titles, none of which is taken, in one order."""
    names = [" ".join(filter(None, parts)) for parts in itertools.product(LEVELS, FIELDS, JOBS)]
    random.Random(1).shuffle(names)
    return [name for name in names if name.casefold() not in {title.casefold() for title in taken}]


def slug_of(title: str) -> str:
    return title.lower().replace(" ", "-")


def fill(number: int):
    """Makes a database that holds the real content hold this many roles."""
    from django.core.management.color import no_style
    from django.db import connection, models, transaction

    from careerguide.models import Role, Transition, content_changed

    originals = list(models.QuerySet(Role).order_by("pk"))
    names = titles({role.title for role in originals})
    slugs = {role.slug for role in originals}
    names = [name for name in names if slug_of(name) not in slugs]
    with transaction.atomic():
        copies = []
        for place in range(number - len(originals)):
            generation, original = place // len(originals) + 1, originals[place % len(originals)]
            copy = Role(**{field.attname: getattr(original, field.attname) for field in Role._meta.concrete_fields})
            copy.pk = original.pk + generation * STRIDE
            copy.title, copy.slug, copy.short_title = names[place], slug_of(names[place]), ""
            copies.append(copy)
        # Past the model's own manager, which would render every text again.
        models.QuerySet(Role).bulk_create(copies, batch_size=200)
        generations = sorted({copy.pk // STRIDE for copy in copies})
        done = {Role}
        with connection.cursor() as cursor:
            for model in [*parts_of(Role), Transition]:
                copy_rows(cursor, model, generations, done)
                done.add(model)
            for model in (Role, *parts_of(Role), Transition):
                for field in model._meta.local_many_to_many:
                    if field.remote_field.through._meta.auto_created:
                        copy_rows(cursor, field.remote_field.through, generations, done)
            for statement in connection.ops.sequence_reset_sql(no_style(), list(done)):
                cursor.execute(statement)
        content_changed()


def parts_of(role) -> list:
    """The models whose rows belong to one role by a key that cannot be empty: sections, skills, figures and so on."""
    from careerguide.models import Content

    return [
        relation.related_model
        for relation in role._meta.related_objects
        if relation.one_to_many
        and not relation.field.null
        and relation.field.name == "role"
        and issubclass(relation.related_model, Content)
    ]


def copy_rows(cursor, model, generations: list[int], done: set):
    """Copies the rows of a table once for each generation, tied to the copies of what they were tied to."""
    from django.db import connection

    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    tied = [f for f in model._meta.local_concrete_fields if f.is_relation and f.related_model in done]
    columns, values, joins = [], [], []
    for field in model._meta.local_concrete_fields:
        column = f"t.{quote(field.column)}"
        columns.append(quote(field.column))
        values.append(f"{column} + g.n * {STRIDE}" if field.primary_key or field in tied else column)
    for number, field in enumerate(tied):
        target = quote(field.related_model._meta.db_table)
        # The last generation may lack some roles.
        joins.append(f"JOIN {target} o{number} ON o{number}.id = t.{quote(field.column)} + g.n * {STRIDE}")
    series = " UNION ALL ".join(f"SELECT {n} AS n" for n in generations[:1]) or "SELECT 0 AS n WHERE 1 = 0"
    last = generations[-1] if generations else 0
    cursor.execute(
        f"WITH RECURSIVE g(n) AS ({series} UNION ALL SELECT n + 1 FROM g WHERE n < {last}) "
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table} t CROSS JOIN g "
        f"{' '.join(joins)} WHERE t.id < {STRIDE}"
    )


def write_files(number: int, folder: Path, fixtures: Path = ROOT / "fixtures"):
    """Writes fixture files of this many roles: copies of the real ones under other names, with their pay and steps."""
    shutil.copytree(fixtures, folder)
    originals = {path.stem: path.read_text(encoding="utf-8") for path in sorted((fixtures / "roles").glob("*.yaml"))}
    title = re.compile(r"^    title: (.+)$", re.M)
    names = titles({title.search(text)[1] for text in originals.values()})
    names = iter([name for name in names if slug_of(name) not in originals])
    renamed: list[dict[str, str]] = []
    for place in range(number - len(originals)):
        old, text = list(originals.items())[place % len(originals)]
        if place % len(originals) == 0:
            renamed.append({})
        name = next(names)
        new = renamed[-1][old] = slug_of(name)
        text = text.replace(f"slug: {old}\n", f"slug: {new}\n", 1).replace(f"role: [{old}]", f"role: [{new}]")
        text = re.sub(
            r"^    short_title: .+\n", "", title.sub(f"    title: {name}", text, count=1), count=1, flags=re.M
        )
        (folder / "roles" / f"{new}.yaml").write_text(text, encoding="utf-8")
    for file, keys in (("pay.yaml", ("role",)), ("transitions.yaml", ("from_role", "to_role"))):
        entries = re.split(r"\n(?=- model: )", (fixtures / file).read_text(encoding="utf-8").rstrip("\n"))
        out = list(entries)
        for names_of in renamed:
            for text in entries:
                found = {key: re.search(rf"^    {key}: \[(.+)\]$", text, re.M) for key in keys}
                if all(match and match[1] in names_of for match in found.values()):
                    for key, match in found.items():
                        text = text.replace(f"    {key}: [{match[1]}]", f"    {key}: [{names_of[match[1]]}]")
                    out.append(text)
        (folder / file).write_text("\n".join(out) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("roles", type=int)
    parser.add_argument("--files", type=Path, metavar="DIR", help="a new folder for fixture files")
    options = parser.parse_args()
    started = time.perf_counter()
    if options.files:
        write_files(options.roles, options.files)
    else:
        sys.path.insert(0, str(ROOT))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")
        import django

        django.setup()
        fill(options.roles)
    print(f"{options.roles:,} roles in {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
