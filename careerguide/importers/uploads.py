"""Files while they arrive: stopped at the limit, so that no more of them is kept, and refused where a name holds a path."""

import html

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http.multipartparser import MultiPartParser

from .files import MAX_BYTES, TOO_LARGE
from .reading import RefusedError


def refusal(request, otherwise: str = "Choose a file.") -> str:
    """Why a request holds no file, for the form that asks for one."""
    request.POST  # noqa: B018 - reading it takes the files in
    return getattr(request, "upload_refusal", otherwise)


class StrictParser(MultiPartParser):
    """Django's drops a path from a file's name without a word; here the file is refused."""

    def sanitize_file_name(self, file_name):
        if set("/\\") & set(html.unescape(file_name)):
            request = self._upload_handlers[0].request
            request.upload_refusal = str(RefusedError("The file’s name holds a path: rename the file."))
            return None
        return super().sanitize_file_name(file_name)


class StrictUploads(FileUploadHandler):
    """The first of the upload handlers: it keeps nothing and lets nothing pass that is too large."""

    parsing = False

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803 - as Django names it
        # The parser asks its handlers first: the second time it is ours that asks.
        if self.parsing:
            return None
        self.parsing = True
        return StrictParser(META, input_data, self.request.upload_handlers, encoding).parse()

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) > MAX_BYTES:
            self.request.upload_refusal = str(RefusedError(TOO_LARGE.format(MAX_BYTES // 1024 // 1024)))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None
