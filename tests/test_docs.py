"""The guides speak of what there is: every address, picture, target of make and heading that they name exists."""

import re

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.text import slugify

DOCS = settings.BASE_DIR / "docs"
GUIDES = [settings.BASE_DIR / "README.md", settings.BASE_DIR / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]
EDITING = (DOCS / "editing.md").read_text(encoding="utf-8")
every_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)


def addresses() -> list[str]:
    """The addresses that docs/editing.md names; three dots stand for any name."""
    return sorted({address.replace("…", "any") for address in re.findall(r"`(/[^`\s]*)`", EDITING)})


@pytest.mark.parametrize("address", addresses())
def test_every_address_in_the_guide_for_editors_exists(address):
    try:
        found = resolve(address)
    except Resolver404:
        pytest.fail(f"docs/editing.md names {address}, which is no address of this site.")
    if address.startswith("/admin/"):
        assert found.url_name != "catch_all", address
        assert found.app_names == ["admin"], address


def test_the_guide_for_editors_opens_with_where_to_change_what():
    named = [address for address in addresses() if address.startswith("/admin/careerguide/")]
    assert len(named) >= 12
    first = re.search(r"^## (.+)$", EDITING, re.M)
    assert first[1].startswith("I want to change what stands at this address")


@every_guide
def test_every_file_that_a_guide_links_to_exists(guide):
    text = guide.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if "://" not in target and not target.startswith("/"):
            assert (guide.parent / target).exists(), f"{guide.name} links to {target}."


@every_guide
def test_every_heading_that_a_guide_links_to_exists(guide):
    text = guide.read_text(encoding="utf-8")
    headings = {slugify(heading) for heading in re.findall(r"^#+ (.+)$", text, re.M)}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


@pytest.mark.parametrize("guide", [*GUIDES, *sorted((DOCS / "decisions").glob("*.md"))], ids=lambda path: path.name)
def test_every_module_and_folder_that_a_guide_names_exists(guide):
    """A name alone is looked for in the folders that its line names as well."""
    for line in guide.read_text(encoding="utf-8").splitlines():
        names = re.findall(r"`([\w./-]+(?:\.py|/))`", line)
        folders = [settings.BASE_DIR, settings.BASE_DIR / "careerguide", DOCS]
        folders += [folder / name.rpartition("/")[0] for folder in folders for name in names]
        for name in names:
            if not name.startswith("/"):
                assert any((folder / name).exists() for folder in folders), f"{guide.name} names {name}."


@every_guide
def test_every_target_of_make_that_a_guide_names_exists(guide):
    makefile = (settings.BASE_DIR / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    text = guide.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^    )(?:[A-Z]+=\S+ )*make ([a-z-]+)", text, re.M))
    assert named <= targets


def test_every_picture_of_the_guides_is_shown_small_and_has_words():
    texts = " ".join(guide.read_text(encoding="utf-8") for guide in GUIDES)
    for picture in (DOCS / "images").iterdir():
        assert f"images/{picture.name})" in texts, f"{picture.name} stands in no guide: delete it."
        assert picture.stat().st_size < 80_000, picture.name
    assert all(words for words in re.findall(r"!\[([^]]*)\]", texts))


def test_decisions_are_numbered_from_one_without_a_gap():
    numbers = sorted(path.name[:5] for path in (DOCS / "decisions").iterdir())
    assert numbers == [f"{number:04}-" for number in range(1, len(numbers) + 1)]
