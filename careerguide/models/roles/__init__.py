"""Roles, with their other titles and the official occupations closest to them."""

from .names import OccupationCode, OtherTitle
from .role import Role

__all__ = ["OccupationCode", "OtherTitle", "Role"]
