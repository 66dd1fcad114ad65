"""Comparing, finding a path and matching skills, as readers do it: with JavaScript, without, by keyboard, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from .axe import OPEN_ALL


@pytest.mark.parametrize("javascript", [True, False])
def test_roles_ticked_in_the_list_are_compared(new_page, javascript):
    page = new_page(javascript=javascript)
    page.goto("/roles/?track=data-science")
    tray = page.get_by_role("button", name="Compare the ticked roles")
    expect(tray).to_be_hidden()
    page.get_by_label("Compare Data Scientist", exact=True).check()
    page.get_by_label("Compare Data Analyst").check()
    tray.click()
    expect(page).to_have_url(re.compile(r"/compare/\?role=data-analyst&role=data-scientist$"))
    expect(page.locator(".cmp thead th")).to_have_count(2)


def test_roles_are_added_and_removed_in_place_and_announced(page):
    page.goto("/compare/?role=data-scientist&role=data-engineer")
    page.locator("#add-role").select_option("data-analyst")
    expect(page.locator(".cmp thead th")).to_have_count(3)
    expect(page.locator("#compare-count")).to_have_text("3 roles compared")
    expect(page).to_have_url(re.compile(r"\?role=data-scientist&role=data-engineer&role=data-analyst$"))
    page.get_by_role("link", name="Remove Data Scientist").click()
    expect(page.locator("#compare-count")).to_have_text("2 roles compared")
    expect(page).to_have_url(re.compile(r"\?role=data-engineer&role=data-analyst$"))
    expect(page.locator("#remove-1")).to_be_focused()
    page.go_back()
    expect(page.locator(".cmp thead th")).to_have_count(3)


def test_roles_are_added_and_removed_without_javascript(new_page):
    page = new_page(javascript=False)
    page.goto("/compare/?role=data-scientist&role=data-engineer")
    page.locator("#add-role").select_option("data-analyst")
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".cmp thead th")).to_have_count(3)
    page.get_by_role("link", name="Remove Data Engineer").click()
    expect(page).to_have_url(re.compile(r"\?role=data-scientist&role=data-analyst$"))


@pytest.mark.parametrize("javascript", [True, False])
def test_rows_that_match_are_hidden_at_once(new_page, javascript):
    page = new_page(javascript=javascript)
    page.goto("/compare/?role=data-scientist&role=data-engineer")
    same = page.locator(".cmp .same").first
    expect(same).to_be_visible()
    page.get_by_label("Hide rows that match").check()
    expect(same).to_be_hidden()
    page.goto("/compare/?role=data-scientist&role=data-engineer&hide=same")
    expect(same).to_be_hidden()


def test_four_roles_on_a_narrow_screen_show_their_texts_below_each_other(new_page):
    page = new_page(width=390, height=844)
    names = ["Data Scientist", "Data Engineer", "Data Analyst", "Machine Learning Engineer"]
    page.goto("/compare/?" + "&".join(f"role={name.lower().replace(' ', '-')}" for name in names))
    row = page.get_by_role("row", name="Reports to")
    boxes = [cell.bounding_box() for cell in row.locator("td").all()]
    assert len({box["x"] for box in boxes}) == 1
    assert all(box["width"] > 300 for box in boxes)
    shown = row.locator("td").evaluate_all("cells => cells.map(cell => getComputedStyle(cell, '::before').content)")
    assert shown == [f'"{name}"' for name in names]


def test_heads_of_the_comparison_stay_in_sight(page):
    page.goto("/compare/?role=data-scientist&role=data-engineer")
    page.mouse.wheel(0, 1500)
    expect(page.locator(".cmp thead").get_by_role("link", name="Data Engineer", exact=False).first).to_be_in_viewport()


def test_path_is_found_and_its_link_shows_the_same_to_somebody_else(page, new_page):
    page.goto("/paths/?to=director-of-machine-learning")
    page.get_by_label("From").select_option("data-scientist")
    expect(page.locator("#routes h2").first).to_have_text("5 steps, 8 to 19 years")
    expect(page.locator("#route-count")).to_have_text("3 routes found")
    expect(page).to_have_title("From Data Scientist to Director of Machine Learning · Careerguide")
    page.get_by_label("Prefer").select_option("changes")
    expect(page).to_have_url(re.compile("prefer=changes"))
    expect(page.locator("#routes h2").first).not_to_have_text("5 steps, 8 to 19 years")
    other = new_page(javascript=False)
    other.goto(page.url)
    assert other.locator("#routes").inner_text() == page.locator("#routes").inner_text()


def test_ticking_a_skill_shortens_the_gap_and_keeps_the_focus(page):
    page.goto("/paths/?from=data-scientist&to=senior-data-scientist")
    gaps = page.locator(".gain").first.locator("li")
    before = gaps.count()
    box = page.locator("#have-stakeholder-management-3")
    box.focus()
    page.keyboard.press("Space")
    expect(gaps).to_have_count(before - 1)
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    expect(page).to_have_url(re.compile(r"have=stakeholder-management\.3"))


def test_path_is_found_without_javascript_on_a_phone(new_page):
    page = new_page(width=390, height=844, javascript=False)
    page.goto("/paths/")
    page.get_by_label("From").select_option("data-scientist")
    page.get_by_label("To", exact=True).select_option("senior-data-scientist")
    page.get_by_role("button", name="Find routes").click()
    expect(page).to_have_url(re.compile(r"/paths/\?from=data-scientist&to=senior-data-scientist$"))
    page.locator("#have-stakeholder-management-3").check()
    page.get_by_role("button", name="Update").click()
    expect(page).to_have_url(re.compile(r"have=stakeholder-management\.3"))


def test_skills_lead_to_roles_and_on_to_a_path(page):
    page.goto("/match/")
    page.evaluate(OPEN_ALL)
    page.get_by_label("Python", exact=True).select_option("python.3")
    expect(page.locator("#match-count")).to_contain_text("ask for skills of yours")
    page.get_by_label("SQL", exact=True).select_option("sql.3")
    expect(page).to_have_url(re.compile(r"\?have=python\.3&have=sql\.3$"))
    page.get_by_label("I work as").select_option("data-analyst")
    expect(page.locator("#matches")).to_contain_text("From Data Analyst: 1 step")
    page.get_by_role("link", name="The path there to Data Scientist").click()
    expect(page.locator("#routes h2").first).to_be_visible()
    expect(page.locator("#have-python-3")).to_be_checked()


def test_skills_are_matched_without_javascript(new_page):
    page = new_page(javascript=False)
    page.goto("/match/")
    page.locator("summary", has_text="Tools").click()
    page.get_by_label("SQL", exact=True).select_option("sql.3")
    page.get_by_role("button", name="Show roles").click()
    expect(page).to_have_url(re.compile(r"/match/\?have=sql\.3#matches$"))
    expect(page.locator("#matches h2")).to_contain_text("closest roles")


def test_ladder_leads_by_keyboard_to_both_ways_of_a_fork(page):
    page.goto("/tracks/ml-engineering/")
    for name in ("Principal ML Engineer", "ML Engineering Manager"):
        page.locator(".fork").get_by_role("link", name=re.compile(name)).focus()
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_be_visible()
        page.go_back()


def test_printed_comparison_has_no_controls(page):
    page.goto("/compare/?role=data-scientist&role=data-engineer")
    page.emulate_media(media="print")
    expect(page.locator("#add-role")).to_be_hidden()
    expect(page.get_by_role("link", name="Remove Data Engineer")).to_be_hidden()
    expect(page.locator(".cmp")).to_be_visible()
    expect(page.locator(".onlyprint img")).to_be_visible()
    expect(page.locator(".onlyprint")).to_contain_text("role=data-engineer&role=data-scientist")
