"""Imports run downwards only, and no code asks which database it runs on."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

PACKAGE = settings.BASE_DIR / "careerguide"

# From the bottom up. A module may import from the layers below its own and from its own package, and nothing else.
LAYERS = (
    {"markdown", "graph", "logs", "deadline"},
    {"models"},
    {"publishing"},
    {
        "ranges",
        "paths",
        "career_graph",
        "reference",
        "comparison",
        "ladder",
        "fixtures",
        "sharing",
        "cache",
        "search",
        "sign_in",
        "where_used",
    },
    {
        "report_subject",
        "similar_titles",
        "route_page",
        "pay_page",
        "content_checks",
        "exports",
        "importers",
        "cards",
        "structured_data",
        "page_markdown",
        "role_document",
        "backup",
    },
    {
        "forms",
        "report_form",
        "choices",
        "data_package",
        "role_page",
        "role_pay",
        "next_page",
        "merging",
        "tables",
        "desk",
    },
    {"rendering", "templatetags", "documents", "metrics", "staff_site"},
    {"static_site"},
    {"views", "admin", "management", "middleware"},
    {"public_urls"},
    {"urls", "apps", "settings", "wsgi"},
)
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts and path != PACKAGE / "__init__.py"
)


def name_of(path: Path) -> str:
    """The part of the package that a file belongs to, such as views for views/roles.py."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    """The parts of the package that a file imports; a relative import stays within its own part."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        names |= {module.split(".")[1] for module in modules if module.startswith("careerguide.")}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_run_downwards(path):
    name = name_of(path)
    assert name in RANK, f"{name} has no layer: give it one in {Path(__file__).name}."
    upwards = {other for other in imports_of(path) - {name} if RANK[other] >= RANK[name]}
    assert not upwards, f"{path.relative_to(PACKAGE)} imports {', '.join(sorted(upwards))}, which stands no lower."


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_goes_up_by_a_relative_import(path):
    """A relative import that leaves its package would escape the rule above."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            assert node.level < len(path.relative_to(PACKAGE).parts)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_models_are_imported_from_their_package_alone(path):
    if name_of(path) == "models":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("careerguide.models."))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_code_asks_which_database_it_runs_on(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Attribute) and node.attr == "vendor")
