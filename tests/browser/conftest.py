"""The site as `make serve` runs it, and Chromium to look at it."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

# An answer may take its time where other tests run beside; what is waited for ends the waiting.
expect.set_options(timeout=20_000)

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def site_environment(tmp_path_factory):
    """The environment of the site, whose database holds the real content: address under ``SITE_URL``."""
    folder = tmp_path_factory.mktemp("site")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "careerguide.settings",
        "DEBUG": "off",
        "SECRET_KEY": "only-for-the-browser-0123456789-abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": address,
        "HTTPS": "off",
        "COLLECTED_STATIC": "on",
        "STATIC_ROOT": str(folder / "static"),
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
    }
    for command in ("migrate", "load_content", "collectstatic --no-input"):
        subprocess.run(
            [sys.executable, "manage.py", *command.split(), "--verbosity=0"], cwd=ROOT, env=environment, check=True
        )
    return environment


@pytest.fixture(scope="session")
def manage(site_environment):
    """Runs a command of manage.py on the site's database: ``manage("createsuperuser", "--noinput", SOME="value")``."""

    def run(*arguments, **environment):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=site_environment | environment, check=True, stdout=subprocess.DEVNULL)

    return run


@pytest.fixture(scope="session")
def superuser(manage):
    """The name and password of a superuser."""
    name, password = "superuser", "only-for-the-browser-0"
    manage(
        *("createsuperuser", "--noinput", f"--username={name}", "--email=superuser@guide.example"),
        DJANGO_SUPERUSER_PASSWORD=password,
    )
    return name, password


def sign_in(page, name, password):
    """Signs in at the admin's door and waits until its first page is there."""
    page.goto("/admin/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.click("input[type=submit]")
    page.wait_for_url("**/admin/")


@pytest.fixture(scope="session")
def site(site_environment):
    """The address of a running site with the real content, without a slash at its end."""
    address = site_environment["SITE_URL"]
    port = address.rpartition(":")[2]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface=wsgi", "--no-ws", "--host=127.0.0.1", f"--port={port}"),
            *("--blocking-threads=2", "--workers-kill-timeout=2", "careerguide.wsgi:application"),
        ],
        cwd=ROOT,
        env=site_environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = []
    # What it says is read all along, so that it never waits for a reader.
    threading.Thread(target=lines.extend, args=[server.stdout], daemon=True).start()
    try:
        wait_until_ready(address, server, lines)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_until_ready(address, server, lines, seconds=60):
    deadline = time.monotonic() + seconds
    while True:
        assert server.poll() is None, "".join(lines)
        try:
            return urllib.request.urlopen(f"{address}/readyz", timeout=5).close()
        except OSError:
            assert time.monotonic() < deadline, "".join(lines)
            time.sleep(0.1)


@pytest.fixture(scope="session")
def browser():
    """Chromium; without one the test is skipped, or fails where browser tests are required."""
    path = shutil.which(os.environ.get("CHROMIUM") or "chromium")
    if path is None:
        message = "No Chromium: install it (apt install chromium), or name one with CHROMIUM=/path/to/chromium."
        if os.environ.get("CI") == "true" or os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    # Playwright runs an event loop in this thread, and Django refuses its ORM beside one: the tests that follow use it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    arguments = ["--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--disable-background-networking"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser, site):
    """Opens a page: ``new_page(width=390, theme="dark", javascript=False)``; width and height in CSS pixels.

    The test fails at its end on any error in the console (violations of the content policy are among them), any
    uncaught exception, and any request that leaves the site.
    """
    contexts, problems = [], []

    def open_page(width=1440, height=900, theme="light", javascript=True, **options):
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
            locale="en-GB",
            **options,
        )
        contexts.append(context)
        page = context.new_page()

        def note_console(message):
            # A page that answers 404 is an error to the console as well; the test looks at its status itself.
            is_page = message.text.startswith("Failed to load resource") and message.location["url"] == page.url
            # A filter changed again before the answer came: htmx drops the first request, as it is told to, and logs it.
            is_replaced = message.text.startswith(("htmx:sendAbort", "htmx:afterRequest"))
            if message.type == "error" and not is_page and not is_replaced:
                problems.append(f"{page.url}: {message.text}")

        def note_request(request):
            if not request.url.startswith((f"{site}/", "data:", "blob:")):
                problems.append(f"{page.url} asks {request.url}")

        page.on("console", note_console)
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        context.on("request", note_request)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(new_page):
    """A page 1440 pixels wide, light, with JavaScript."""
    return new_page()
