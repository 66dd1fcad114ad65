"""Pay figures as their sources give them, the places they hold for, pay notes and official projections."""

from .figures import PayFigure
from .notes import PayNote
from .places import Place
from .projections import Projection
from .querysets import AMOUNTS, NUMBERS, PERCENTILES, PayFigureQuerySet

__all__ = ["AMOUNTS", "NUMBERS", "PERCENTILES", "PayFigure", "PayFigureQuerySet", "PayNote", "Place", "Projection"]
