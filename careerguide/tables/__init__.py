"""Content as tables, one row each: roles, skills, steps and pay figures to and from CSV, XLSX and JSON."""

from .files import FORMATS, check_file
from .rows import PayTable, RoleTable, SkillTable, TransitionTable

__all__ = ["FORMATS", "PayTable", "RoleTable", "SkillTable", "TransitionTable", "check_file"]
