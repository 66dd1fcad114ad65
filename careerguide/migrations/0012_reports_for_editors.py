"""Editors read, answer and delete reports of errors."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

CODENAMES = ["view_report", "change_report", "delete_report"]


def permit(apps, schema_editor):
    # Permissions are made after all migrations; the group needs these now.
    app = apps.get_app_config("careerguide")
    app.models_module = True
    create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    app.models_module = None
    editors = apps.get_model("auth", "Group").objects.filter(name="editors").first()
    if editors:
        permissions = apps.get_model("auth", "Permission").objects.filter(codename__in=CODENAMES)
        editors.permissions.add(*permissions.filter(content_type__app_label="careerguide"))


class Migration(migrations.Migration):
    dependencies = [("careerguide", "0011_reports")]

    # Whoever may answer reports goes on doing so when this is undone: the permissions leave with their model.
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
