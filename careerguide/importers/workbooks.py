"""XLSX workbooks, alone or in a ZIP, read with limits on entries, size, rows and columns."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from .reading import RefusedError

MAX_UNPACKED = 32 * 1024 * 1024  # the bureau's national table has about 5 MB
MAX_ENTRIES = 200
MAX_SHEETS = 10
MAX_ROWS = 50_000
MAX_COLUMNS = 100
DAMAGED = "The file is cut off, damaged or no {what}: download it again."


def open_archive(file: BinaryIO, what: str) -> zipfile.ZipFile:
    """A ZIP archive that is safe to read: few entries, none encrypted, not much when unpacked; else RefusedError."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise RefusedError(DAMAGED.format(what=what)) from error
    entries = archive.infolist()
    # Reading stops at the size that an entry declares, so the sum is what can come out of it.
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise RefusedError(
            f"The {what} holds more than {MAX_ENTRIES} parts or {MAX_UNPACKED // 1024 // 1024} MB when unpacked: "
            "choose a smaller one."
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise RefusedError(f"The {what} is encrypted: save it without a password.")
    # Other methods unpack a whole block at once, however large.
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise RefusedError(f"The {what} is packed in an unusual way: save it again as XLSX.")
    return archive


def workbook_in_zip(file: BinaryIO) -> tuple[str, BinaryIO]:
    """Name and bytes of the workbook in a ZIP: the only one, or the only one with “nat” in its name."""
    with open_archive(file, "ZIP file") as archive:
        names = [
            entry.filename
            for entry in archive.infolist()
            if entry.filename.lower().endswith(".xlsx")
            and not PurePosixPath(entry.filename).name.startswith((".", "~"))
        ]
        if len(names) > 1:
            names = [name for name in names if "nat" in PurePosixPath(name).name.lower()]
        if len(names) != 1:
            raise RefusedError("The ZIP file holds no workbook, or several: choose the one with the national table.")
        try:
            return PurePosixPath(names[0]).name, io.BytesIO(archive.read(names[0]))
        except Exception as error:  # damage shows in many ways, and each means the same
            raise RefusedError(DAMAGED.format(what="ZIP file")) from error


def sheets(file: BinaryIO) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """Each sheet of a workbook: its title, and its rows as text. Values only: formulas are never run."""
    open_archive(file, "workbook")
    file.seek(0)
    try:
        # Its XML is read by defusedxml where that is installed: entities are refused, nothing is fetched.
        import openpyxl  # here, because it takes a sixth of the start and few processes ever need it

        workbook = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        found = workbook.worksheets[:MAX_SHEETS]
    except Exception as error:  # a hostile workbook fails in as many ways as there are parts
        raise RefusedError(DAMAGED.format(what="workbook")) from error
    for sheet in found:
        yield sheet.title, rows(sheet)


def rows(sheet) -> Iterator[list[str]]:
    # The sheet’s own word on its dimensions is not taken: a row or column may claim any number.
    cells = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
    try:
        for number, row in enumerate(cells, start=1):
            if number > MAX_ROWS:
                raise RefusedError(f"The sheet has more than {MAX_ROWS:,} rows: choose a smaller one.")
            yield ["" if cell is None else str(cell).strip() for cell in row]
    except RefusedError:
        raise
    except Exception as error:  # as above
        raise RefusedError(DAMAGED.format(what="workbook")) from error
