"""The index kept in step with the content: one folder for all processes of a machine, written by whichever notices first."""

import hashlib
import logging
import shutil
import time
from functools import wraps
from pathlib import Path
from threading import Lock

import tantivy
from django.conf import settings

from careerguide.models import ContentVersion

from .index import SCHEMA, SearchIndex, write
from .words import PLAIN, STEMMED

logger = logging.getLogger(__name__)
# Bytes that the writer may hold before it writes a segment.
WRITER_HEAP = 64_000_000
# Seconds between two looks while another process makes the first index of a machine.
PAUSE = 0.05
# Seconds after which the folder of another release is taken for left behind.
LEFT_BEHIND = 7 * 24 * 3600
# What decides which documents are made of the same content.
CODE = ("search", "models", "public_urls.py")


def code_digest() -> str:
    digest = hashlib.sha256(str(tantivy.__version__).encode())
    for name in CODE:
        place = settings.BASE_DIR / "careerguide" / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def content_stamp() -> str:
    """Names the content as it is now. The time parts the versions of a database that was made anew or restored."""
    return ContentVersion.stamp() or "no content"


def is_damage(error: BaseException) -> bool:
    """Whether an error says that the files of the index cannot be used; the engine panics in a class of its own."""
    return isinstance(error, ValueError | OSError) or type(error).__name__ == "PanicException"


class Keeper:
    """The index that this process asks, and the folder that it shares; without a folder it is kept in memory."""

    def __init__(self, folder: Path | None):
        self.folder = folder
        self.index: tantivy.Index | None = None
        self.latest: SearchIndex | None = None
        self.lock = Lock()

    def current(self) -> SearchIndex:
        """The index of the content as it is now; an older one, marked late, while somebody else writes the new one."""
        latest, stamp = self.latest, content_stamp()
        if latest is not None and latest.stamp == stamp:
            return latest
        # One thread of a process goes and looks; the others have what there is, and wait only where there is nothing.
        if not self.lock.acquire(blocking=latest is None):
            latest.is_late = True
            return latest
        try:
            self.latest = self.newest(stamp)
            return self.latest
        finally:
            self.lock.release()

    def newest(self, stamp: str) -> SearchIndex:
        for give_up in (self.empty_folder, self.leave_folder):
            try:
                return self.read_or_written(stamp)
            except BaseException as error:
                if not is_damage(error):
                    raise
                give_up(error)
        return self.read_or_written(stamp)

    def read_or_written(self, stamp: str) -> SearchIndex:
        """What the folder holds, after writing to it what it lacks; as it is, marked late, when another one writes."""
        if self.index is None:
            self.index = opened(self.folder)
        while True:
            found = self.read()
            if found.stamp == stamp:
                return found
            if (writer := self.writer()) is not None:
                break
            if found.stamp:
                found.is_late = True
                return found
            time.sleep(PAUSE)
        try:
            # Both may have moved before the writer was ours; and what changes after this comes with a later stamp.
            stamp, found = content_stamp(), self.read()
            if found.stamp != stamp:
                write(writer, found.digests(), stamp)
                writer.commit()
        finally:
            writer.wait_merging_threads()
        return self.read()

    def read(self) -> SearchIndex:
        self.index.reload()
        return SearchIndex(self.index.searcher())

    def writer(self) -> tantivy.IndexWriter | None:
        """The only writer of the folder; none while another process has it."""
        try:
            return self.index.writer(WRITER_HEAP, 1)
        except ValueError as error:
            if "LockBusy" in str(error):
                return None
            raise

    def empty_folder(self, error: BaseException):
        if self.folder:
            logger.warning("The search index in %s is made anew, because it cannot be used: %s", self.folder, error)
            shutil.rmtree(self.folder, ignore_errors=True)
        self.index = None

    def leave_folder(self, error: BaseException):
        if self.folder:
            logger.error("The search index is kept in memory, because %s cannot be used: %s", self.folder, error)
        self.folder = self.index = None

    def mend(self, error: BaseException):
        """Makes the index anew after a search has stumbled over it."""
        with self.lock:
            self.latest = None
            self.empty_folder(error)


def opened(folder: Path | None) -> tantivy.Index:
    """The index of a folder, made when there is none; in memory without a folder."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        remove_left_behind(folder)
    index = tantivy.Index(SCHEMA, path=str(folder) if folder else None)
    index.config_reader("manual")
    index.register_tokenizer("plain", PLAIN)
    index.register_tokenizer("stemmed", STEMMED)
    return index


def remove_left_behind(folder: Path):
    """Removes the folders of releases that no longer run."""
    for other in folder.parent.iterdir():
        if other != folder and time.time() - other.stat().st_mtime > LEFT_BEHIND:
            shutil.rmtree(other, ignore_errors=True)


def make_keeper() -> Keeper:
    return Keeper(Path(settings.INDEX_DIR) / code_digest() if settings.INDEX_DIR else None)


keeper = make_keeper()


def current_index() -> SearchIndex:
    return keeper.current()


def asks_again(search):
    """For a search: should it stumble over damaged files, the index is made anew and asked once more."""

    @wraps(search)
    def wrapper(*args, **kwargs):
        try:
            return search(*args, **kwargs)
        except BaseException as error:
            if not is_damage(error):
                raise
            keeper.mend(error)
        return search(*args, **kwargs)

    return wrapper


def forget_index():
    """Makes the next search read the content again, though its version has not moved."""
    global keeper
    keeper = make_keeper()
