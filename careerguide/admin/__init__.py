"""The admin: importing a module registers its models."""

from . import pages, pay, roles, sections, skills, sources, tracks, transitions

__all__ = ["pages", "pay", "roles", "sections", "skills", "sources", "tracks", "transitions"]
