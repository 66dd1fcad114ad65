"""Files from outside, read with care: name, size, kind, encoding, compression and columns are checked on the way."""

import codecs
import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from .reading import Progress, RefusedError

MAX_BYTES = 64 * 1024 * 1024  # the largest file known, unpacked, has 10 MB
MAX_LINES = 1_000_000
CHUNK = 1 << 16
GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK"
# How files begin that must begin so; all others hold text.
MAGIC = {".gz": GZIP_MAGIC, ".zip": ZIP_MAGIC, ".xlsx": ZIP_MAGIC}
TOO_LARGE = "The file holds more than {} MB: choose a smaller one, such as that of one release."
MARKUP = "The file is a web page or a drawing, not {}: download the file itself."
# Decompression reports damage in all these ways.
DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)


def check_name(name: str, endings: tuple[str, ...]) -> str:
    """The ending of a file's name; refuses a path, a second extension and any ending but these."""
    if "/" in name or "\\" in name or not name.isprintable() or len(name) > 200:
        raise RefusedError("The file’s name holds a path or signs that no name needs: rename the file.")
    ending = next((ending for ending in sorted(endings, key=len, reverse=True) if name.lower().endswith(ending)), None)
    if ending is None:
        raise RefusedError(f"The file’s name must end in {' or '.join(endings)}: choose such a file.")
    if "." in name[: -len(ending)]:
        raise RefusedError(f"The file’s name has more than one extension: rename it so that only {ending} is left.")
    return ending


def check(file: BinaryIO, name: str, endings: tuple[str, ...], most: int = MAX_BYTES) -> tuple[str, int, str]:
    """Ending, bytes and SHA-256 of a file, which is left at its start; RefusedError where it is not what its name says.

    Every file that somebody uploads comes through here, whatever reads it afterwards.
    """
    ending = check_name(name, endings)
    size, digest = size_and_digest(file, most)
    check_kind(file.read(CHUNK), ending)
    file.seek(0)
    return ending, size, digest


def check_kind(head: bytes, ending: str):
    """Refuses a file whose first bytes are not those of its ending: packed files have signs, all others are text."""
    sign = next((sign for known, sign in MAGIC.items() if ending.endswith(known)), b"")
    if not head.startswith(sign) or (not sign and head.startswith(tuple(MAGIC.values()))):
        raise RefusedError(
            f"The file is not what its name says ({ending}): download it again, or give it its own name."
        )
    if not sign and head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        raise RefusedError(MARKUP.format(ending[1:].upper()))


def size_and_digest(file: BinaryIO, most: int = MAX_BYTES) -> tuple[int, str]:
    """Bytes and SHA-256 of a file, which is left at its start; refuses an empty one and one that is too large."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        size += len(chunk)
        if size > most:
            raise RefusedError(TOO_LARGE.format(most // 1024 // 1024))
        digest.update(chunk)
    if not size:
        raise RefusedError("The file is empty: choose one with something in it.")
    file.seek(0)
    return size, digest.hexdigest()


class Checked(io.RawIOBase):
    """The bytes of a text file: refuses more than the limit, damage and NUL bytes, and remembers the last byte."""

    def __init__(self, raw: BinaryIO):
        self.raw, self.count, self.last = raw, 0, b""

    def readable(self):
        return True

    def readinto(self, buffer) -> int:
        try:
            chunk = self.raw.read(len(buffer))
        except DAMAGED as error:
            raise RefusedError(
                "The file is cut off or damaged, so it cannot be unpacked: download it again."
            ) from error
        self.count += len(chunk)
        if self.count > MAX_BYTES:
            raise RefusedError(TOO_LARGE.format(MAX_BYTES // 1024 // 1024))
        if b"\0" in chunk:
            raise RefusedError("The file holds NUL bytes, so it is no UTF-8 text: save it as CSV in UTF-8.")
        self.last = chunk[-1:] or self.last
        buffer[: len(chunk)] = chunk
        return len(chunk)


class CsvRows:
    """The rows of a CSV file, plain or gzip, as lists of cells; ``line`` is the number of the line just read."""

    def __init__(self, file: BinaryIO, size: int, ending: str, progress: Progress | None = None):
        self.file, self.size, self.progress = file, size, progress
        self.checked = Checked(gzip.GzipFile(fileobj=file) if ending.endswith(".gz") else file)
        text = io.TextIOWrapper(io.BufferedReader(self.checked, CHUNK), encoding="utf-8-sig", newline="")
        self.reader = csv.reader(text, strict=True)
        self.head = [cell.strip() for cell in next(self, [])]
        if self.head and self.head[0].startswith("<"):
            raise RefusedError(MARKUP.format("CSV"))

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        try:
            row = next(self.reader)
        except UnicodeDecodeError as error:
            raise RefusedError(
                f"The file is not UTF-8 text after line {self.line:,} ({error.reason}): save it as CSV in UTF-8."
            ) from error
        except csv.Error as error:
            raise RefusedError(
                f"The file is not proper CSV in line {self.line:,} ({error}): download it again."
            ) from error
        if self.line > MAX_LINES:
            raise RefusedError(f"The file has more than {MAX_LINES:,} lines: choose a smaller one.")
        if self.progress and not self.line % 4096:
            self.progress(min(self.file.tell(), self.size), self.size)
        return row

    @property
    def line(self) -> int:
        return self.reader.line_num

    @property
    def ends_within_a_line(self) -> bool:
        """Whether the last byte read is no line end; to be asked after the last row."""
        return self.checked.last not in (b"\n", b"\r", b"")


def columns(head: list[str], wanted: tuple[str, ...]) -> list[int]:
    """Where the wanted columns stand; refuses a head without them or with one of them twice."""
    if missing := [name for name in wanted if name not in head]:
        raise RefusedError(f"The file lacks the columns {', '.join(missing)}: choose the publisher’s file, unchanged.")
    if twice := [name for name in wanted if head.count(name) > 1]:
        raise RefusedError(
            f"The file has the columns {', '.join(twice)} twice: choose the publisher’s file, unchanged."
        )
    return [head.index(name) for name in wanted]
