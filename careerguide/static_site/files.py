"""Files of an export: written whole or not at all, with compressed twins, and remembered by their digests."""

import gzip
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import brotli
from backports import zstd

# Folders of our own in an export; file hosts and nginx leave names that begin with a full stop alone.
RECORD = ".export/record.json"
NGINX = ".export/nginx.conf"
COMPRESSED = {".html", ".md", ".json", ".csv", ".svg", ".xml", ".txt", ".webmanifest", ".css", ".js", ".conf"}
UNFINISHED = ".unfinished"
# Best is a tenth smaller and takes thirty times as long: for files that seldom change, and for small sites.
ENCODERS = {
    "quick": {
        ".gz": lambda body: gzip.compress(body, 6, mtime=0),
        ".br": lambda body: brotli.compress(body, quality=5),
        ".zst": lambda body: zstd.compress(body, level=6),
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


def write(path: Path, body: bytes):
    """Writes a file beside its place and then moves it there: nobody ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + UNFINISHED)
    unfinished.write_bytes(body)
    os.replace(unfinished, path)


def write_with_twins(folder: Path, name: str, body: bytes, encoders: dict) -> None:
    """A file and those of its compressed forms that are smaller."""
    path = folder / name
    write(path, body)
    if path.suffix in COMPRESSED:
        for suffix, encode in encoders.items():
            twin, small = path.with_name(path.name + suffix), encode(body)
            if len(small) < len(body):
                write(twin, small)
            else:
                twin.unlink(missing_ok=True)


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
        write(self.folder / RECORD, json.dumps(kept, sort_keys=True).encode())

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
