"""The GET forms of the public pages: they read the address, say what is wrong with it, and filter."""

from .pay import PayFilterForm
from .roles import RoleFilterForm
from .search import SearchForm

__all__ = ["PayFilterForm", "RoleFilterForm", "SearchForm"]
