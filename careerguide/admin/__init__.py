"""The admin: importing a module registers its models."""

from . import (
    accounts,
    imports,
    pages,
    pay,
    reports,
    retired,
    roles,
    search,
    sections,
    skills,
    sources,
    title_rules,
    tracks,
    transitions,
)

__all__ = [
    "accounts",
    "imports",
    "pages",
    "pay",
    "reports",
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
