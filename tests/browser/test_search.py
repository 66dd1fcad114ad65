"""Suggestions as somebody types: a combobox by keyboard and by pointer, and a plain form without JavaScript."""

import pytest

from .axe import violations


def options(page, box="home-q"):
    return page.locator(f"#{box}-list [role=option]")


def type_in(page, text, box="home-q"):
    """Enters the text in one go: letter by letter, a slow answer to the first letters would be taken for the last."""
    page.locator(f"#{box}").fill(text)
    options(page, box).first.wait_for()


def test_options_open_below_the_box_and_enter_goes_to_the_chosen_one(page):
    page.goto("/")
    type_in(page, "mlops eng")
    box = page.get_by_role("combobox", name="Search roles, skills and questions")
    assert box.get_attribute("aria-expanded") == "true"
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "home-q-list-0"
    assert options(page).first.get_attribute("aria-selected") == "true"
    box.press("Enter")
    page.wait_for_url("**/roles/mlops-engineer/")


def test_enter_without_a_choice_searches(page):
    page.goto("/")
    type_in(page, "mlops enginer")
    page.locator("#home-q").press("Enter")
    page.wait_for_url("**/search/?q=mlops+enginer")
    assert page.get_by_role("link", name="Search for “mlops enginer” as typed").is_visible()


def test_arrows_go_round_through_the_box(page):
    page.goto("/")
    type_in(page, "data")
    box, count = page.locator("#home-q"), options(page).count()
    box.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") == f"home-q-list-{count - 1}"
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "home-q-list-0"


def test_escape_closes_the_options_and_keeps_the_words(page):
    page.goto("/")
    type_in(page, "data")
    page.locator("#home-q").press("Escape")
    assert not page.locator("#home-q-list").is_visible()
    assert page.locator("#home-q").get_attribute("aria-expanded") == "false"
    assert page.locator("#home-q").input_value() == "data"
    page.locator("#home-q").press("ArrowDown")
    assert page.locator("#home-q-list").is_visible()


def test_leaving_or_emptying_the_box_closes_the_options(page):
    page.goto("/")
    type_in(page, "data")
    page.locator("#home-q").press("Tab")
    assert not page.locator("#home-q-list").is_visible()
    page.locator("#home-q").fill("")
    type_in(page, "python")
    page.locator("#home-q").fill("")
    assert not page.locator("#home-q-list").is_visible()


def test_an_option_can_be_clicked(page):
    page.goto("/roles/data-scientist/")
    type_in(page, "kubern", "site-q")
    options(page, "site-q").first.click()
    page.wait_for_url("**/skills/kubernetes/")


def test_the_box_works_on_a_page_that_has_htmx_already(page):
    page.goto("/roles/")
    type_in(page, "kubern", "site-q")
    assert options(page, "site-q").first.inner_text().startswith("Kubernetes")


def test_the_number_of_options_is_said_aloud(page):
    page.goto("/")
    type_in(page, "data")
    count = options(page).count()
    assert page.locator("#home-q-list ~ [role=status]").inner_text() == f"{count} suggestions"


def test_without_javascript_the_box_is_a_plain_form(new_page):
    page = new_page(javascript=False)
    page.goto("/")
    page.locator("#home-q").fill("mlops enginer")
    page.locator("#home-q").press("Enter")
    page.wait_for_url("**/search/?q=mlops+enginer")
    assert page.locator("mark").first.is_visible()
    page.get_by_role("link", name="Search for “mlops enginer” as typed").click()
    page.wait_for_url("**/search/?q=mlops+enginer&typed=1")


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (820, "light"), (1440, "light"), (1440, "dark")])
def test_axe_finds_nothing_with_open_options(new_page, width, theme):
    page = new_page(width=width, theme=theme)
    page.goto("/search/")
    type_in(page, "machine", "q")
    page.locator("#q").press("ArrowDown")
    found = violations(page)
    assert options(page, "q").first.is_visible()
    assert not found, "\n".join(found)


def test_search_never_scrolls_sideways(new_page):
    page = new_page(width=320)
    for address in ["/search/?q=prompt+wizard", "/search/?q=" + "x" * 100]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, address
    page.goto("/")
    type_in(page, "machine")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
