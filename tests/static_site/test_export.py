"""The exported files are the site: every address, byte for byte, and nothing of what is no longer there."""

import gzip
import json
import re

import brotli
import pytest
from backports import zstd
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from careerguide import static_site
from careerguide.models import RetiredSlug, Role, RoleSkill
from careerguide.static_site import fetching, fingerprints, writing
from careerguide.static_site.addresses import NEED_A_SERVER, Group, file_of, pages
from careerguide.static_site.files import ENCODERS, RECORD
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_best_compression(monkeypatch):
    """The best compression of the static files takes most of the time of a small export."""
    monkeypatch.setitem(ENCODERS, "best", ENCODERS["quick"])


@pytest.fixture
def world(no_content):
    """A site of two roles with a step between them, an old address of one, and an old address of none."""
    track, level, source = factories.make_track(slug="building"), factories.make_level(), factories.make_source()
    builder = factories.make_role(slug="senior-builder", title="Senior Builder", track=track, level=level)
    other = factories.make_role(slug="lead-builder", title="Lead Builder", track=track, level=level, rung=2)
    section = builder.sections.create(kind="overview", body="You **build**.", basis="sourced")
    section.sources.add(source)
    factories.make_figure(builder)
    factories.make_transition(builder, other)
    factories.make_role_skill(other)
    RetiredSlug.objects.create(kind="role", slug="old-builder", role=builder)
    RetiredSlug.objects.create(kind="role", slug="gone-builder")
    builder.other_titles.create(title="Building Person")
    return builder


@pytest.fixture
def export(tmp_path):
    folder = tmp_path / "site"
    return lambda **options: static_site.export(folder, processes=1, **options)


@pytest.fixture
def site(world, export, tmp_path):
    export()
    return tmp_path / "site"


def sent(address: str) -> bytes:
    """What the server sends."""
    response = Client().get(address)
    assert response.status_code == 200, address
    return response.getvalue()


def recorded(folder) -> set[str]:
    """The files that the record names."""
    return set(json.loads((folder / RECORD).read_text())["files"])


def files_of(folder) -> dict[str, tuple[bytes, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).as_posix() != RECORD
    }


def test_every_file_is_what_the_server_sends(site):
    addresses = list(pages())
    assert "/roles/senior-builder/next/lead-builder/" in addresses
    assert "/roles/?track=building" in addresses
    for address in addresses:
        assert (site / file_of(address)).read_bytes() == sent(address), address


def test_every_address_of_the_sitemap_is_a_file(site):
    for address in re.findall(r"<loc>https://guide.example([^<]+)</loc>", (site / "sitemap.xml").read_text()):
        assert (site / file_of(address)).is_file(), address


def test_whatever_a_page_names_inside_the_site_is_a_file(site):
    """Links with a query lead to views that are no files; nginx answers them with the page that says so."""
    named = {
        address: path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        for address in re.findall(r'(?:href|src|content)="(?:https://guide\.example)?(/[^"?#]*)', path.read_text())
    }
    assert len(named) > 30
    missing = {address: page for address, page in named.items() if not (site / file_of(address)).is_file()}
    # The small world lacks some pages of text that templates link to.
    assert not [item for item in missing.items() if Client().get(item[0]).status_code != 404]


def test_twins_hold_the_same_bytes(site):
    for name in ("index.html", "roles/senior-builder/index.html", "data/guide.json", "static/css/site.css"):
        body = (site / name).read_bytes()
        assert gzip.decompress((site / f"{name}.gz").read_bytes()) == body
        assert brotli.decompress((site / f"{name}.br").read_bytes()) == body
        assert zstd.decompress((site / f"{name}.zst").read_bytes()) == body
        assert (site / f"{name}.br").stat().st_size < len(body)


def test_the_further_pages_of_a_list_are_files(world, export, tmp_path):
    for _ in range(45):
        factories.make_role()
    export()
    assert (tmp_path / "site/roles/.views/page=2.html").read_bytes() == sent("/roles/?page=2")


@pytest.mark.parametrize("name", NEED_A_SERVER)
def test_what_needs_a_server_says_so(world, export, tmp_path, name):
    export(live="https://live.example/")
    text = (tmp_path / "site" / file_of(reverse(name))).read_text()
    assert "This copy cannot search" in text
    assert f'href="https://live.example{reverse(name)}"' in text


def test_an_old_address_leads_on_and_a_gone_one_does_not(site):
    for old in ("old-builder", "building-person"):
        assert Client().get(f"/roles/{old}/").headers["Location"] == "/roles/senior-builder/"
        assert 'content="0; url=/roles/senior-builder/"' in (site / f"roles/{old}/index.html").read_text()
        assert 'content="0; url=/roles/senior-builder/pay/"' in (site / f"roles/{old}/pay/index.html").read_text()
    assert not (site / "roles/gone-builder").exists()
    nginx = (site / ".export/nginx.conf").read_text()
    assert '"roles/old-builder" "senior-builder";' in nginx
    assert '"roles/gone-builder" "gone";' in nginx


def test_error_pages_carry_the_headers_of_the_site(site):
    """nginx adds headers to answers such as 404 only where it is told to do so always."""
    nginx = (site / ".export/nginx.conf").read_text()
    block = re.search(r'location ~ "\^/\(\?:404\|410\|500\)\\\.html\$" \{\n(.*?)\n    \}', nginx, re.S)[1]
    added = dict(re.findall(r'add_header (\S+) "(.*)" always;', block))
    assert block.count("add_header") == len(added)
    assert "error_page 410 @gone;" in nginx
    gone = block.partition("internal;\n")[2]
    assert f"location @gone {{\n{gone}\n        rewrite ^ /410.html break;" in nginx
    refused = re.search(r"error_page 400 405 [\d ]+ (/refused);", nginx)[1]
    assert (
        f"location = {refused} {{\n        internal;\n        default_type text/html;\n{gone}\n        return" in nginx
    )
    page = Client().get("/nothing-here/", headers={"host": "guide.example"}, secure=True)
    assert page.status_code == 404
    for name in ("X-Content-Type-Options", "Referrer-Policy", "Cache-Control"):
        assert added[name] == page.headers[name], name
    policy = added["Content-Security-Policy"].split("; ")
    assert sorted(policy) == sorted(page.headers["Content-Security-Policy"].split("; "))


@pytest.fixture
def asked(monkeypatch):
    """The addresses of the pages that are made."""
    addresses = []
    monkeypatch.setattr(
        writing, "follow", lambda address, version: (addresses.append(address), *fetching.follow(address, version))[1:]
    )
    return addresses


def test_an_export_logs_nothing_of_the_page_that_it_knows_to_be_missing(world, export, caplog):
    export()
    assert caplog.messages == []


def test_a_second_export_writes_nothing_and_makes_no_page(site, export, asked):
    before = files_of(site)
    summary = export()
    assert (summary.written, summary.unchanged, summary.removed) == (0, len(before.keys() & recorded(site)), 0)
    assert files_of(site) == before
    assert not asked


def test_a_file_that_is_gone_is_made_again_without_the_pages_of_other_roles(site, export, asked):
    (site / "roles/lead-builder.md").unlink()
    assert export().written == 1
    assert (site / "roles/lead-builder.md").read_bytes() == sent("/roles/lead-builder.md")
    assert "/roles/senior-builder/" not in asked


def test_a_changed_text_has_the_pages_of_its_role_made_and_no_others(site, export, world, committed, asked):
    before = files_of(site)
    with committed():
        section = world.sections.get()
        section.body = "You **tend** what you built."
        section.save()
    export()
    after = files_of(site)
    assert before["roles/senior-builder.md"] != after["roles/senior-builder.md"]
    # What changes from one role to another says something of both, so the other role's pages are made as well.
    assert {"/roles/senior-builder/", "/roles/lead-builder/", "/roles/", "/skills/"} <= set(asked)
    assert not {address for address in asked if address.startswith("/skills/") and address != "/skills/"}


@pytest.mark.parametrize("changed", ["release", "option", "setting"])
def test_another_release_option_or_setting_has_pages_made_again(site, export, asked, monkeypatch, settings, changed):
    if changed == "release":
        monkeypatch.setattr(fingerprints, "build_id", lambda: "another")
    elif changed == "setting":
        settings.SITE_URL = "https://guide.example:8443"
    export(live="https://live.example" if changed == "option" else "")
    # An option stands on the pages of our own alone.
    assert ("/roles/lead-builder/" in asked) == (changed != "option")
    assert "/" in asked
    for address in pages():
        assert (site / file_of(address)).read_bytes() == sent(address), address


def test_a_skill_with_another_name_is_so_on_every_page(site, export, committed):
    with committed():
        skill = RoleSkill.objects.get().skill
        skill.name = "Bricklaying by hand"
        skill.save()
    export()
    for address in pages():
        assert (site / file_of(address)).read_bytes() == sent(address), address
    assert "Bricklaying by hand" in (site / "roles/lead-builder/index.html").read_text()


def test_an_export_after_an_edit_writes_what_changed_and_removes_what_is_gone(site, export, world, committed):
    before = files_of(site)
    with committed():
        Role.objects.filter(slug="lead-builder").update(status="draft")
    summary = export()
    assert summary.removed > 5
    assert not (site / "roles/lead-builder").exists()
    after = files_of(site)
    assert {name for name in before.keys() & after.keys() if before[name] == after[name]} > {
        "static/css/site.css",
        "404.html",
        "glossary/index.html",
    }
    for address in pages():
        assert (site / file_of(address)).read_bytes() == sent(address), address


def test_an_export_that_was_cut_off_leaves_whole_files_and_is_made_good(world, export, tmp_path, monkeypatch):
    site, written = tmp_path / "site", []
    replace = writing.write_with_twins

    def cut_off(folder, name, *rest):
        if len(written) == 30:
            raise KeyboardInterrupt
        written.append(name)
        replace(folder, name, *rest)

    monkeypatch.setattr(writing, "write_with_twins", cut_off)
    with pytest.raises(KeyboardInterrupt):
        export()
    assert not list(site.rglob("*.unfinished"))
    monkeypatch.setattr(writing, "write_with_twins", replace)
    # What stands there was never finished, so nothing of it is trusted.
    (site / written[0]).write_bytes(b"something else")
    export()
    for address in pages():
        assert (site / file_of(address)).read_bytes() == sent(address), address


def test_an_update_that_was_cut_off_is_made_good(site, export, world, committed, monkeypatch):
    with committed():
        Role.objects.filter(slug="senior-builder").update(lede="Tends what others built.")

    def cut_off(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(writing, "keep_pages_of_our_own", cut_off)
        with pytest.raises(KeyboardInterrupt):
            export()
    # What the cut-off export may have written is not trusted.
    (site / "roles/senior-builder/index.html").write_bytes(b"something else")
    export()
    for address in pages():
        assert (site / file_of(address)).read_bytes() == sent(address), address


def test_an_edit_during_the_export_makes_it_start_again(world, export, tmp_path, monkeypatch, committed):
    rounds = []
    once = writing.export_once

    def edited_meanwhile(*arguments):
        rounds.append(once(*arguments))
        if len(rounds) == 1:
            with committed():
                Role.objects.filter(slug="senior-builder").update(lede="Edited meanwhile.")
        return rounds[-1]

    monkeypatch.setattr(writing, "export_once", edited_meanwhile)
    export()
    assert len(rounds) == 2
    assert "Edited meanwhile." in (tmp_path / "site/roles/senior-builder/index.html").read_text()


def test_a_page_that_fails_stops_the_export_in_a_sentence(world, export, monkeypatch):
    monkeypatch.setattr(writing, "groups", lambda: [Group("/roles/none/", ["/roles/none/"])])
    with pytest.raises(static_site.ExportError, match="/roles/none/ answers 404, so the export stopped"):
        export()


def test_a_folder_with_something_else_is_refused(world, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(CommandError, match="is not empty and no export wrote it, so nothing was written"):
        call_command("export_site", tmp_path, processes=1)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["thesis.txt"]


def test_a_site_address_that_the_site_does_not_answer_to_is_named(world, tmp_path, settings):
    settings.ALLOWED_HOSTS = ["another.example"]
    with pytest.raises(CommandError, match=r"guide\.example, which is not among ALLOWED_HOSTS"):
        call_command("export_site", tmp_path / "site", processes=1)


def test_the_record_names_every_file(site):
    names = recorded(site)
    twins = {f"{name}{suffix}" for name in names for suffix in (".gz", ".br", ".zst")}
    assert names <= set(files_of(site)) <= names | twins


def test_an_address_of_the_live_site_that_is_none_is_refused(world, export, tmp_path):
    for address in ("guide.example", "javascript:alert(1)"):
        with pytest.raises(static_site.ExportError, match="is no address of a site"):
            export(live=address)
    assert not (tmp_path / "site").exists()


def test_static_files_that_nobody_has_collected_are_named(world, export, tmp_path, settings):
    settings.STATIC_ROOT = tmp_path / "static"
    manifest = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": manifest}
    with pytest.raises(static_site.ExportError, match="run “manage.py collectstatic"):
        export()
    assert not (tmp_path / "site").exists()
