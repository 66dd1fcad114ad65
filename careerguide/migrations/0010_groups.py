"""The groups of staff: writers prepare pages, editors publish them and look after everything else."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

# What a role page is made of.
PARTS = ["section", "roleskill", "fitpoint", "question", "paynote", "othertitle", "occupationcode"]
# What stands on many pages, and is published the moment it is saved.
SHARED = [
    "track",
    "level",
    "skill",
    "skillgrade",
    "transition",
    "source",
    "place",
    "payfigure",
    "projection",
    "titlefamily",
    "titlerule",
    "page",
    "term",
    "synonym",
    "retiredslug",
]


def every(models, *actions):
    return {f"{action}_{model}" for model in models for action in actions}


WRITERS = every(["role"], "view", "add", "change") | every(PARTS, "view", "add", "change", "delete") | every(SHARED, "view")
EDITORS = (
    WRITERS
    | every(["role", *SHARED], "add", "change", "delete")
    | every(["payimport"], "view", "add")
    | every(["figurechange"], "view")
    | {"publish_role"}
)


def make_groups(apps, schema_editor):
    # Permissions are made after all migrations; the groups need theirs now.
    for app in apps.get_app_configs():
        if app.label in ("auth", "contenttypes", "careerguide"):
            app.models_module = True
            create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
            app.models_module = None
    for name, codenames in (("writers", WRITERS), ("editors", EDITORS)):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        permissions = apps.get_model("auth", "Permission").objects.filter(
            content_type__app_label="careerguide", codename__in=codenames
        )
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("careerguide", "0009_newsroom"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # The groups stay when the migration is undone: people belong to them.
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
