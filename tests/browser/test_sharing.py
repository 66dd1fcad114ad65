"""Copying, sharing and printing a page, as readers do it."""

import pytest

ROLE = "/roles/data-scientist/"


@pytest.fixture
def page(new_page):
    """A page whose reader lets it write to the clipboard."""
    return new_page(permissions=["clipboard-read", "clipboard-write"])


def copied(page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


def test_a_section_copies_its_own_address_and_says_so(page, site):
    page.goto(ROLE)
    link = page.get_by_role("link", name="Pay: link to it")
    assert link.evaluate("link => getComputedStyle(link).opacity") == "0"
    link.focus()
    assert link.evaluate("link => getComputedStyle(link).opacity") == "1"
    link.press("Enter")
    page.locator("p[role=status]", has_text="Link copied").wait_for(state="attached")
    assert copied(page) == page.url == f"{site}{ROLE}#pay"


def test_the_share_part_copies_the_address_of_the_page(page, site):
    page.goto(ROLE)
    page.get_by_text("Share", exact=True).click()
    button = page.locator("[data-copy]")
    button.click()
    page.get_by_text("Link copied").first.wait_for()
    assert copied(page) == f"{site}{ROLE}"


def test_the_systems_own_sheet_comes_first_where_there_is_one(page, site):
    page.add_init_script("navigator.share = async (what) => { window.shared = what; }")
    page.goto(ROLE)
    page.get_by_text("Share", exact=True).click()
    assert page.locator("[data-copy]").is_hidden()
    page.locator("[data-share]").click()
    assert page.evaluate("window.shared.url") == f"{site}{ROLE}"


def test_without_javascript_the_address_stands_there_to_be_copied(new_page, site):
    page = new_page(javascript=False)
    page.goto(ROLE)
    page.get_by_text("Share", exact=True).click()
    assert page.get_by_label("Link to this page").input_value() == f"{site}{ROLE}"
    assert page.locator("[data-copy]").is_hidden()


def test_paper_has_every_part_open_no_menus_and_the_address_as_a_picture(page):
    page.goto(ROLE)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    answers = page.locator(".faq .prose")
    assert all(answer.is_visible() for answer in answers.all())
    for hidden in (".mast nav", ".toc", ".share", ".self >> nth=0", ".foot nav >> nth=0", "#related"):
        assert page.locator(hidden).is_hidden(), hidden
    assert page.locator(".onlyprint img").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".faq:not([open])").count() > 0


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_role_page_prints(page, paper):
    page.goto(ROLE)
    assert page.pdf(format=paper).startswith(b"%PDF")


def test_data_blocks_break_no_rule_of_the_content_policy(page):
    for path in (ROLE, "/roles/", "/tracks/", "/skills/python/", "/data/", "/embed/roles/data-scientist/"):
        page.goto(path)  # any violation of the policy fails the test at its end


def test_another_site_may_show_the_card_of_a_role_in_a_frame(page, site):
    page.goto("/robots.txt")
    frame = page.request.get(f"{site}/embed/roles/data-scientist/")
    assert "frame-ancestors *" in frame.headers["content-security-policy"]
