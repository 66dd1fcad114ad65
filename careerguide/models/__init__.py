"""The only public import path of the models."""

from .base import (
    Basis,
    Content,
    MarkdownField,
    Part,
    a_to_z,
    connect_signals,
)
from .imports import FigureChange, PayImport, PendingImport
from .pages import Page, Term
from .parts import MOST_HOLDINGS, RoleParts, related
from .pay import AMOUNTS, NUMBERS, PERCENTILES, PayFigure, PayFigureQuerySet, PayNote, Place, Projection
from .previews import PreviewLink
from .reports import Report
from .retired import RetiredSlug, connect_retiring, slug_of_alias, slugs_of_aliases
from .roles import OccupationCode, OtherTitle, Role
from .sections import FitPoint, Question, Section
from .sign_ins import SignIn
from .skills import MOST_HOLDERS, Grade, RoleSkill, Skill, SkillGrade
from .sources import Source
from .synonyms import Synonym
from .title_rules import TitleFamily, TitleRule
from .tracks import Level, Track
from .transitions import Transition
from .unsaved import Unsaved
from .version import ContentChange, ContentVersion, content_changed, content_version_moved

__all__ = [
    "AMOUNTS",
    "MOST_HOLDERS",
    "MOST_HOLDINGS",
    "NUMBERS",
    "PERCENTILES",
    "Basis",
    "Content",
    "ContentChange",
    "ContentVersion",
    "FigureChange",
    "FitPoint",
    "Grade",
    "Level",
    "MarkdownField",
    "OccupationCode",
    "OtherTitle",
    "Page",
    "Part",
    "PayFigure",
    "PayFigureQuerySet",
    "PayImport",
    "PayNote",
    "PendingImport",
    "Place",
    "PreviewLink",
    "Projection",
    "Question",
    "Report",
    "RetiredSlug",
    "Role",
    "RoleParts",
    "RoleSkill",
    "Section",
    "SignIn",
    "Skill",
    "SkillGrade",
    "Source",
    "Synonym",
    "Term",
    "TitleFamily",
    "TitleRule",
    "Track",
    "Transition",
    "Unsaved",
    "a_to_z",
    "connect_retiring",
    "connect_signals",
    "content_changed",
    "content_version_moved",
    "related",
    "slug_of_alias",
    "slugs_of_aliases",
]
