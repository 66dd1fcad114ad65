"""Hostile files, wherever a file can be uploaded: each is refused in one sentence, with nothing saved."""

import csv
import io
import json
import struct
import tracemalloc
import zipfile
import zlib

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT
from django.urls import reverse

from careerguide.importers.files import MAX_BYTES
from careerguide.models import PayFigure, PayImport, PendingImport, Role, Skill, Transition
from tests.importers.examples import csv_bytes, gzipped, ranges, repacked, wages, workbook, zipped

pytestmark = pytest.mark.django_db

PAY, SKILLS = "admin:careerguide_payimport_add", "admin:careerguide_skill_import"
# Every place that takes a file: its field, and what else its form sends.
PLACES = {
    PAY: ("file", {"kind": "aijobs"}),
    "admin:careerguide_role_import": ("import_file", {"resource": "0"}),
    SKILLS: ("import_file", {"resource": "0"}),
    "admin:careerguide_transition_import": ("import_file", {"resource": "0"}),
    "admin:careerguide_payfigure_import": ("import_file", {"resource": "0"}),
}


def png(width, height) -> bytes:
    """A picture that says it is this large, in a few bytes."""

    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0")) + part(b"IEND", b"")


def sheet(change) -> bytes:
    """A workbook with one part of its XML changed."""
    return repacked(workbook([wages()]), {"xl/worksheets/sheet1.xml": change})


OUTSIDE = b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GOOD = csv_bytes(ranges(5))

HOSTILE = {
    "a zip bomb": ("bomb.zip", zipped({"a.csv": b"0" * 40 * 1024 * 1024})),
    "a zip bomb named .csv": ("bomb.csv", zipped({"a.csv": b"0" * 40 * 1024 * 1024})),
    "an XLSX bomb": ("bomb.xlsx", sheet(lambda xml: xml + b" " * 40 * 1024 * 1024)),
    "a pixel bomb": ("bomb.png", png(60_000, 60_000)),
    "a pixel bomb named .csv": ("bomb.csv", png(60_000, 60_000)),
    "an SVG with a script": ("drawing.svg", SVG),
    "an SVG named .csv": ("drawing.csv", SVG),
    "an SVG named .json": ("drawing.json", SVG),
    "HTML named .csv": ("page.csv", b"\xef\xbb\xbf <!doctype html><script>alert(1)</script>"),
    "an XML external entity": ("outside.xlsx", sheet(lambda xml: OUTSIDE + b"<w>&a;</w>" + xml)),
    "XML named .csv": ("outside.csv", OUTSIDE + b"<w>&a;</w>"),
    "UTF-16 without a mark": ("utf16.csv", GOOD.decode().encode("utf-16-le")),
    "UTF-16 without a mark, as JSON": ("utf16.json", b'[{"slug": "x"}]'.decode().encode("utf-16-be")),
    "NUL bytes": ("nul.csv", GOOD.replace(b"Counter", b"Coun\0ter", 1)),
    "NUL bytes, as JSON": ("nul.json", b'[{"slug": "a\\u0000b"}]'),
    "a truncated gzip": ("cut.csv.gz", gzipped(GOOD)[:-20]),
    "gzip named .csv": ("packed.csv", gzipped(GOOD)),
    "a workbook that is cut off": ("cut.xlsx", workbook([wages()])[:-200]),
    "an empty file": ("empty.csv", b""),
    "a second extension": ("table.php.csv", GOOD),
    "another second extension": ("table.csv.exe", GOOD),
    "brackets without end": ("deep.json", b"[" * 200_000),
}


def rows_kept():
    return [model.objects.count() for model in (PayFigure, PayImport, PendingImport, Role, Skill, Transition)]


def refusals(answer, field) -> list[str]:
    form = answer.context["form"]
    return [str(sentence) for sentence in form.errors.get(field, [])]


@pytest.fixture(params=PLACES, ids=lambda place: place.removeprefix("admin:careerguide_"))
def send(request, admin_client):
    """Sends a file to a place and looks that nothing came of it; gives what the form says."""
    field, values = PLACES[request.param]

    def post(name, content):
        before = rows_kept()
        file = SimpleUploadedFile("x", content)
        file._name = name  # its setter would mend it, as no hostile client does
        answer = admin_client.post(reverse(request.param), values | {field: file})
        assert answer.status_code == 200
        assert rows_kept() == before
        assert "confirm_form" not in answer.context
        return refusals(answer, field)

    return post


def one_sentence(said):
    assert len(said) == 1, said
    assert said[0].endswith(".")
    assert said[0].rstrip(".").count(". ") == 0
    assert "Error" not in said[0]
    return said[0]


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence_with_nothing_saved(send, case):
    one_sentence(send(*HOSTILE[case]))


def raw(field, name, content, values) -> bytes:
    """A form as a hostile client writes it, with any name for the file."""
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in values.items()]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
    return "".join([*parts, head]).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


@pytest.mark.parametrize("name", ["../../etc/table.csv", "/etc/table.csv", r"C:\\table.csv", "..&#47;table.csv"])
@pytest.mark.parametrize("place", PLACES)
def test_a_path_in_the_name_is_refused(admin_client, place, name):
    field, values = PLACES[place]
    before = rows_kept()
    answer = admin_client.generic("POST", reverse(place), raw(field, name, GOOD, values), MULTIPART_CONTENT)
    assert "the file’s name holds a path" in one_sentence(refusals(answer, field))
    assert rows_kept() == before


class Body(io.RawIOBase):
    """A long form that is made while it is read."""

    def __init__(self, head, size, tail):
        self.pieces = [head, *[b"x" * 65536] * (size // 65536), tail]
        self.length = len(head) + size + len(tail)

    def read(self, size=-1):
        return self.pieces.pop(0) if self.pieces else b""


@pytest.mark.parametrize("place", [PAY, SKILLS])
def test_80_megabytes_are_refused_and_not_kept_in_memory(admin_client, place, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    field, values = PLACES[place]
    head, _, tail = raw(field, "large.csv", b"<cut>", values).partition(b"<cut>")
    body = Body(head, 80 * 1024 * 1024, tail)
    stream = {"CONTENT_TYPE": MULTIPART_CONTENT, "CONTENT_LENGTH": str(body.length), "wsgi.input": body}
    tracemalloc.start()
    answer = admin_client.generic("POST", reverse(place), **stream)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 * 1024 * 1024
    assert "more than 64 MB" in one_sentence(refusals(answer, field))
    assert not list(tmp_path.iterdir())
    assert not PendingImport.objects.exists()


def test_a_table_of_more_than_16_megabytes_is_refused(admin_client):
    file = SimpleUploadedFile("large.csv", b"slug,name\n" + b"x" * 17 * 1024 * 1024)
    answer = admin_client.post(reverse(SKILLS), {"resource": "0", "import_file": file})
    assert "more than 16 MB" in one_sentence(refusals(answer, "import_file"))
    assert MAX_BYTES == 64 * 1024 * 1024


FORMULA = '=HYPERLINK("https://evil.example","x")'


def test_formula_cells_are_text_when_they_come_and_when_they_go(admin_client):
    skill = Skill.objects.get(slug="python")
    file = SimpleUploadedFile("skills.json", json.dumps([{"slug": "python", "summary": FORMULA}]).encode())
    preview = admin_client.post(reverse(SKILLS), {"resource": "0", "import_file": file})
    confirm = preview.context["confirm_form"]
    admin_client.post(reverse("admin:careerguide_skill_process_import"), confirm.initial)
    skill.refresh_from_db()
    assert skill.summary == FORMULA
    answer = admin_client.post(reverse("admin:careerguide_skill_export"), {"resource": "0", "format": "0"})
    table = {row["slug"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    assert table["python"]["summary"] == f"'{FORMULA}"
    answer = admin_client.post(reverse("admin:careerguide_skill_export"), {"resource": "0", "format": "1"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert b"<f>" not in b"".join(book.read(name) for name in book.namelist() if "sheet" in name)


def test_formula_cells_of_adverts_are_only_titles_that_nobody_knows(admin_client):
    rows = [*ranges(5), *ranges(1, title=FORMULA)]
    file = SimpleUploadedFile("salaries.csv", csv_bytes(rows))
    answer = admin_client.post(reverse(PAY), {"kind": "aijobs", "file": file}, follow=True)
    assert "=HYPERLINK(&quot;" in answer.text
    assert not PayFigure.objects.filter(label__startswith="=").exists()


def test_no_other_page_of_the_admin_takes_a_file(admin_client):
    """A place that is added is tested above as well."""
    names = {name for name in admin_names() if name.endswith(("_add", "_import"))}
    taking = {name for name in names if 'type="file"' in admin_client.get(reverse(name)).text}
    assert taking == set(PLACES)


def admin_names():
    for pattern in admin.site.get_urls():
        for inner in getattr(pattern, "url_patterns", []):
            if inner.name:
                yield f"admin:{inner.name}"


def test_what_was_kept_of_an_upload_leaves_with_the_import(admin_client):
    cache.clear()
    file = SimpleUploadedFile("skills.json", b'[{"slug": "python", "summary": "New."}]')
    preview = admin_client.post(reverse(SKILLS), {"resource": "0", "import_file": file})
    confirm = preview.context["confirm_form"].initial
    for expected in ("is imported", "not there any more"):
        answer = admin_client.post(reverse("admin:careerguide_skill_process_import"), confirm, follow=True)
        assert expected in answer.text
