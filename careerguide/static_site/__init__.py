"""The public site as files that any file host serves at the same addresses."""

from .writing import ExportError, Summary, export

__all__ = ["ExportError", "Summary", "export"]
