"""Importers of pay figures: one module for each outside format, and what they share."""

from . import aijobs, oews
from .changes import OutdatedError, Plan, apply, make_plan
from .reading import Reading, RefusedError

# By the name that the command and the admin know them by.
IMPORTERS = {"aijobs": aijobs, "oews": oews}

__all__ = ["IMPORTERS", "OutdatedError", "Plan", "Reading", "RefusedError", "apply", "make_plan"]
