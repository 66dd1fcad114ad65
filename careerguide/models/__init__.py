"""The only public import path of the models."""

from .base import Basis, Content, ContentVersion, connect_signals, content_changed
from .imports import FigureChange, PayImport, PendingImport
from .pages import Page, Term
from .pay import PERCENTILES, PayFigure, PayFigureQuerySet, PayNote, Place, Projection
from .roles import OccupationCode, OtherTitle, Role
from .sections import FitPoint, Question, Section
from .skills import Grade, RoleSkill, Skill, SkillGrade
from .sources import Source
from .title_rules import TitleFamily, TitleRule
from .tracks import Level, Track
from .transitions import Transition

__all__ = [
    "PERCENTILES",
    "Basis",
    "Content",
    "ContentVersion",
    "FigureChange",
    "FitPoint",
    "Grade",
    "Level",
    "OccupationCode",
    "OtherTitle",
    "Page",
    "PayFigure",
    "PayFigureQuerySet",
    "PayImport",
    "PayNote",
    "PendingImport",
    "Place",
    "Projection",
    "Question",
    "Role",
    "RoleSkill",
    "Section",
    "Skill",
    "SkillGrade",
    "Source",
    "Term",
    "TitleFamily",
    "TitleRule",
    "Track",
    "Transition",
    "connect_signals",
    "content_changed",
]
