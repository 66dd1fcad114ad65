"""What the apps change of Django's own."""

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def test_static_files_that_no_page_asks_for_are_not_collected(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    offered = {name for finder in get_finders() for name, _ in finder.list([])}
    left_out = offered - there
    assert {"django_htmx/htmx-2.min.js", "admin/js/vendor/select2/i18n/en.js", "css/site.css"} <= there
    assert {
        "django_htmx/ext/hx-ws-2.js",
        "admin/js/vendor/select2/i18n/de.js",
        "admin/js/vendor/select2/i18n/et.js",
    } <= left_out
    assert {name.rpartition("/")[0] for name in left_out} == {
        "admin/js/vendor/select2/i18n", "django_htmx", "django_htmx/ext",
    }  # fmt: skip
