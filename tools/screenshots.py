"""Makes the pictures of docs/editing.md: a site of its own, a writer and an editor, Chromium. Run by `make screenshots`.

A picture is written anew only where it looks different, so that a date on it makes no change of the files.
"""

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PASSWORD = "only for these pictures"  # noqa: S105 - of accounts that live as long as the command
WIDTH, HEIGHT, COLOURS = 1000, 760, 48
# The share of pixels that may differ before a picture counts as another one.
SAME = 0.01


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def prepare():
    """A database with the content, two accounts and work in every state; the addresses that the pictures need."""
    import django

    django.setup()
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from django.utils import timezone

    from careerguide import publishing
    from careerguide.models import Report, Role, Skill

    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0, stdout=io.StringIO())
    people = {}
    for name in ("writer", "editor"):
        people[name] = User.objects.create_user(name, password=PASSWORD, is_staff=True)
        people[name].groups.add(Group.objects.get(name=f"{name}s"))
    writer, editor = people["writer"], people["editor"]

    def begin(slug, **changes):
        copy = publishing.start_copy(Role.objects.get(slug=slug), writer)
        for name, value in changes.items():
            setattr(copy, name, value)
        copy.save()
        return copy

    waiting = begin("data-scientist", lede="Answers questions with data, and says how sure the answers are.")
    section = waiting.sections.get(kind="overview")
    section.body = section.body.replace(". ", ".\n\n", 1) + "\nThe answer is often “it depends”: say on what.\n"
    section.save()
    publishing.submit(waiting, writer)
    back = begin("ai-engineer")
    publishing.submit(back, writer)
    publishing.send_back(back, editor, "The lede could stand on any page: say what this role decides.")
    timed = begin("data-analyst", lede="Turns the questions of a business into tables that answer them.")
    publishing.submit(timed, writer)
    publishing.publish(timed, editor, at=timezone.now() + timedelta(days=2))
    begin("chief-ai-officer")
    published = begin("mlops-engineer", lede="Keeps models running where people rely on them.")
    publishing.publish(published, editor)
    report = Report.objects.create(
        kind="section",
        about="roles/data-scientist/demand",
        subject="Data Scientist: Demand",
        message="The number of openings is not the one that the source gives for this occupation.",
    )
    role = {slug: pk for slug, pk in Role.objects.values_list("slug", "pk")}
    python, r = (Skill.objects.get(slug=slug).pk for slug in ("python", "r"))
    admin = "/admin/careerguide"
    return {
        # name: who looks, the address, what of the page
        "desk": ("editor", "/admin/", ".desk"),
        "published-role": ("writer", f"{admin}/role/{role['machine-learning-engineer']}/change/", ".newsroom"),
        "working-copy": ("writer", f"{admin}/role/{back.pk}/change/", ".newsroom"),
        "review": ("editor", f"{admin}/role/{waiting.pk}/review/", "#content"),
        "history": ("editor", f"{admin}/role/{role['mlops-engineer']}/history/", "#content"),
        "where-used": ("editor", f"{admin}/skill/{python}/change/", "fieldset:has(.uses)"),
        "merge": ("editor", f"{admin}/skill/{python}/merge/?into={r}", "#content"),
        "pay-import": ("editor", f"{admin}/payimport/add/", "#content"),
        "table-import": ("editor", f"{admin}/skill/import/", "#content"),
        "report": ("editor", f"{admin}/report/{report.pk}/change/", "#content"),
    }


def serve(port: int):
    """Starts the site and waits until it answers."""
    server = subprocess.Popen(  # noqa: S603 - our own manage.py
        [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
            return server
        except OSError:
            time.sleep(0.1)
    server.terminate()
    sys.exit("The site did not start: look at what `make run` says.")


def sign_in(browser, site: str, name: str):
    context = browser.new_context(
        base_url=site, viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce", locale="en-GB"
    )
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("input[autocomplete=username]", name)
    page.fill("input[type=password]", PASSWORD)
    page.press("input[type=password]", "Enter")
    page.wait_for_url("**/admin/")
    return page


def take(page, address: str, part: str) -> bytes:
    page.goto(address, wait_until="networkidle")
    return page.locator(part).first.screenshot(animations="disabled")


def write(name: str, png: bytes) -> bool:
    """Writes a picture with few colours, unless the one there is looks the same."""
    from PIL import Image, ImageChops

    new = Image.open(io.BytesIO(png)).convert("RGB")
    # Long pages are cut: a picture shows where to look, and no more.
    new = new.crop((0, 0, new.width, min(new.height, HEIGHT)))
    path = IMAGES / f"{name}.png"
    if path.exists():
        old = Image.open(path).convert("RGB")
        if old.size == new.size:
            differing = ImageChops.difference(old, new).convert("L").point(lambda value: 255 if value > 48 else 0)
            if differing.histogram()[255] < SAME * new.width * new.height:
                return False
    new.quantize(colors=COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
    return True


def main():
    chromium = shutil.which(os.environ.get("CHROMIUM") or "chromium")
    if chromium is None:
        sys.exit("No Chromium: install it (apt install chromium), or name one with CHROMIUM=/path/to/chromium.")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        site = f"http://127.0.0.1:{port}"
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "careerguide.settings",
            "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
            "INDEX_DIR": f"{folder}/index",
            "SECRET_KEY": "only-for-these-pictures-0123456789-abcdefghijklmnopqrstuvwxyz",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": site,
            "HTTPS": "off",
            "DEBUG": "off",
            "STAFF_MFA": "off",
            "COLLECTED_STATIC": "off",
        }
        sys.path.insert(0, str(ROOT))
        pictures = prepare()
        IMAGES.mkdir(parents=True, exist_ok=True)
        server = serve(port)
        try:
            with sync_playwright() as playwright:
                arguments = ["--disable-gpu", "--no-sandbox"] if os.geteuid() == 0 else ["--disable-gpu"]
                browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
                pages = {name: sign_in(browser, site, name) for name in ("writer", "editor")}
                for name, (who, address, part) in pictures.items():
                    changed = write(name, take(pages[who], address, part))
                    print(f"docs/images/{name}.png {'is new' if changed else 'stays'}")
                browser.close()
        finally:
            server.terminate()
            server.wait(timeout=30)


if __name__ == "__main__":
    main()
