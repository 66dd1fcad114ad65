"""Files of an export: written whole or not at all, with compressed twins, and remembered by their digests."""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import brotli
from backports import zstd
from zlib_ng import gzip_ng as gzip

# Folders of our own in an export; file hosts and nginx leave names that begin with a full stop alone.
RECORD = ".export/record.json"
NGINX = ".export/nginx.conf"
COMPRESSED = {".html", ".md", ".json", ".csv", ".svg", ".xml", ".txt", ".webmanifest", ".css", ".js", ".conf"}
UNFINISHED = ".unfinished"
# Best is a sixth smaller and takes fifty times as long: for files that seldom change, and for small sites.
ENCODERS = {
    "quick": {
        ".gz": lambda body: gzip.compress(body, 5, mtime=0),
        ".br": lambda body: brotli.compress(body, quality=4),
        ".zst": lambda body: zstd.compress(body, level=4),
    },
    "best": {
        ".gz": lambda body: gzip.compress(body, 9, mtime=0),
        ".br": lambda body: brotli.compress(body, quality=11),
        ".zst": lambda body: zstd.compress(body, level=19),
    },
}
TWINS = tuple(ENCODERS["best"])


class NotOursError(Exception):
    """A folder that holds something that no export wrote."""


def digest_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


def write(path: str, body: bytes):
    """Writes a file beside its place and then moves it there: nobody ever sees half of it."""
    unfinished = path + UNFINISHED
    with open(unfinished, "wb") as file:
        file.write(body)
    os.replace(unfinished, path)


def write_with_twins(folder: Path, name: str, body: bytes, encoders: dict) -> None:
    """A file and those of its compressed forms that are smaller."""
    # Not by pathlib, which takes longer for a name than the system for a file.
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    write(path, body)
    if os.path.splitext(name)[1] in COMPRESSED:
        for suffix, encode in encoders.items():
            small = encode(body)
            if len(small) < len(body):
                write(path + suffix, small)
            else:
                Path(path + suffix).unlink(missing_ok=True)


@dataclass
class Record:
    """What an export wrote, as long as another one has not begun.

    ``files``: the digest of each file, by its name; None while it is being written. ``state`` and ``groups``: from what
    the whole and each group of pages were made, as digests, and the files of the group. ``needed``: the static files that pages name.
    """

    folder: Path
    files: dict[str, str | None] = field(default_factory=dict)
    state: str = ""
    groups: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    needed: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> "Record":
        """What stands in a folder; NotOursError where it is no folder, or one that holds something else."""
        if not folder.exists():
            return cls(folder)
        if not folder.is_dir():
            raise NotOursError(f"{folder} is a file: name a folder.")
        try:
            return cls(folder, **json.loads((folder / RECORD).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            if any(folder.iterdir()):
                raise NotOursError(
                    f"{folder} is not empty and no export wrote it, so nothing was written: name a new or empty folder."
                ) from None
            return cls(folder)

    def save(self):
        kept = {"files": self.files, "state": self.state, "groups": self.groups, "needed": self.needed}
        write_with_twins(self.folder, RECORD, json.dumps(kept, sort_keys=True).encode(), {})

    def has(self, names: Iterable[str]) -> bool:
        """Whether files stand there that were wholly written."""
        return all(self.files.get(name) and (self.folder / name).exists() for name in names)

    def remove(self, name: str):
        """Removes a file, its twins and the folders that it leaves empty."""
        path = self.folder / name
        for suffix in ("", *TWINS):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
            path.with_name(path.name + suffix + UNFINISHED).unlink(missing_ok=True)
        self.files.pop(name, None)
        for parent in path.parents:
            if parent == self.folder or not parent.is_dir() or any(parent.iterdir()):
                break
            parent.rmdir()
