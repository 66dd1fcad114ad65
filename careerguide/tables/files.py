"""The files that tables come in, read with the limits of ``importers.files`` and written without formulas."""

import io
import json

import tablib
from import_export.formats import base_formats
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from careerguide.exports import neutralise, take_back
from careerguide.importers import RefusedError
from careerguide.importers.files import CsvRows, check
from careerguide.importers.workbooks import sheets

MAX_BYTES = 16 * 1024 * 1024  # everything the guide holds, as one table, has less than a tenth of it
MAX_ROWS = 20_000


class Strict:
    """A format whose files are read with the limits of ``importers.files`` and written without formulas."""

    ending = ""

    def get_title(self):
        return self.ending[1:].upper()

    def create_dataset(self, data: bytes, **kwargs):
        """The rows of a file that was checked; RefusedError with a sentence for what is wrong."""
        head, *rows = ([take_back(cell) for cell in row] for row in self.rows(data))
        while head and not head[-1]:
            head.pop()
        if not head:
            raise RefusedError("The first row names no columns: export a table to see which there are.")
        if len(set(head)) < len(head):
            raise RefusedError(f"The file has the column {next(n for n in head if head.count(n) > 1)} twice.")
        dataset = tablib.Dataset(headers=head)
        for number, row in enumerate(rows, start=2):
            if number > MAX_ROWS:
                raise RefusedError(f"The file has more than {MAX_ROWS:,} rows: split it.")
            if any(row[len(head) :]):
                raise RefusedError(f"Row {number:,} has more cells than the first row names.")
            if any(row):
                dataset.append([*row, *[""] * len(head)][: len(head)])
        if not len(dataset):
            raise RefusedError("The file has no rows below its head.")
        return dataset

    def export_data(self, dataset, **kwargs):
        safe = tablib.Dataset(headers=dataset.headers, title=dataset.title)
        safe.extend([[neutralise(cell) for cell in row] for row in dataset])
        return self.written(safe)


class StrictCsv(Strict, base_formats.CSV):
    ending = ".csv"

    def rows(self, data):
        reader = CsvRows(io.BytesIO(data), len(data), self.ending)
        return [reader.head, *reader]

    def written(self, dataset):
        return dataset.export("csv")


class StrictXlsx(Strict, base_formats.XLSX):
    ending = ".xlsx"

    def rows(self, data):
        for _, rows in sheets(io.BytesIO(data)):
            return [list(row) for row in rows] or [[]]
        raise RefusedError("The workbook has no sheet.")

    def written(self, dataset):
        whole = tablib.Dataset(headers=dataset.headers)
        whole.extend([[number_of(cell) for cell in row] for row in dataset])
        return whole.export("xlsx")


class StrictJson(Strict, base_formats.JSON):
    ending = ".json"

    def rows(self, data):
        try:
            found = json.loads(data.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise RefusedError("The file is no JSON in UTF-8: save it as such.") from error
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            raise RefusedError("The file must hold a list of objects, such as an export has.")
        if found and any(entry.keys() != found[0].keys() for entry in found):
            raise RefusedError("Every entry must hold the same names: write an empty text where one has nothing.")
        if any(isinstance(value, (list, dict)) for entry in found for value in entry.values()):
            raise RefusedError("A value is a list or an object: write texts and numbers, names with blanks between.")
        if any("\0" in (text := str(value)) or not is_text(text) for entry in found for value in entry.values()):
            raise RefusedError("The file holds NUL bytes or broken characters: take them out.")
        head = list(found[0]) if found else []
        return [head, *([cell_of(entry[name]) for name in head] for entry in found)]

    def written(self, dataset):
        return dataset.export("json")


def cell_of(value) -> str:
    return "" if value is None else str(value)


def is_text(text: str) -> bool:
    """Whether a text holds whole characters alone: JSON can name halves of them."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def number_of(cell):
    """A cell as a number where it is one, so that spreadsheets can count with it; without signs that XLSX cannot hold."""
    if isinstance(cell, str):
        cell = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", cell)
    is_number = isinstance(cell, str) and cell.isdecimal() and len(cell) < 16 and (cell == "0" or cell[0] != "0")
    return int(cell) if is_number else cell


FORMATS = [StrictCsv, StrictXlsx, StrictJson]


def check_file(file, name: str) -> int:
    """Which of the formats an upload has; RefusedError where it has none, or is not what its name says."""
    endings = tuple(form.ending for form in FORMATS)
    ending, _, _ = check(file, name, endings, MAX_BYTES)
    return endings.index(ending)
