"""The admin: importing a module registers its models."""

from . import imports, pages, pay, retired, roles, search, sections, skills, sources, title_rules, tracks, transitions

__all__ = [
    "imports",
    "pages",
    "pay",
    "retired",
    "roles",
    "search",
    "sections",
    "skills",
    "sources",
    "title_rules",
    "tracks",
    "transitions",
]
