"""Reading and filtering roles, as readers do it: with JavaScript, without, by keyboard, on a phone."""

import re

from playwright.sync_api import expect


def test_filter_then_role_then_back_gives_the_same_list(page):
    page.goto("/roles/")
    page.get_by_label("Engineering", exact=False).first.check()
    expect(page.locator("#results .bar")).to_contain_text("8 roles of 38")
    page.locator("#level-senior").check()
    expect(page.locator("#results .bar")).to_contain_text("1 role of 38")
    expect(page).to_have_url(re.compile(r"track=ml-engineering.*level=senior"))
    expect(page).to_have_title("Senior roles in Engineering · Careerguide")
    page.get_by_role("link", name="Senior Machine Learning Engineer").click()
    expect(page.locator("h1")).to_have_text("Senior Machine Learning Engineer")
    page.go_back()
    expect(page.locator("#results .bar")).to_contain_text("1 role of 38")
    expect(page.locator("#level-senior")).to_be_checked()
    page.go_back()
    expect(page.locator("#results .bar")).to_contain_text("8 roles of 38")
    page.go_forward()
    expect(page.locator("#results .bar")).to_contain_text("1 role of 38")
    page.reload()
    expect(page.locator("#results .bar")).to_contain_text("1 role of 38")


def test_filtering_keeps_the_focus_and_is_announced(page):
    page.goto("/roles/")
    box = page.locator("#track-ai-product")
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator("#result-count")).to_have_text("4 roles found")
    expect(box).to_be_focused()
    expect(box).to_be_checked()
    expect(page.locator("#level-entry")).to_be_disabled()


def test_roles_ticked_for_a_comparison_outlast_the_filters(page):
    page.goto("/roles/")
    page.locator("#compare-data-scientist").check()
    expect(page).to_have_url(re.compile(r"role=data-scientist"))
    page.locator("#track-ml-engineering").check()
    expect(page.locator("#results .bar")).to_contain_text("8 roles of 38")
    page.locator("#compare-ai-engineer").check()
    expect(page).to_have_url(re.compile(r"track=ml-engineering.*role=ai-engineer"))
    expect(page.locator("#tray #compare-data-scientist")).to_be_checked()
    page.get_by_role("button", name="Compare the ticked roles").click()
    expect(page.locator("#comparison thead")).to_contain_text("Data Scientist")
    expect(page.locator("#comparison thead")).to_contain_text("AI Engineer")


def test_quick_ticks_one_after_the_other_all_count(page):
    page.goto("/roles/")
    page.locator("#track-ai-product").check()
    page.locator("#track-data-science").check()
    page.locator("#level-executive").check()
    expect(page.locator("#results .bar")).to_contain_text("2 roles of 38")
    for box in ("#track-ai-product", "#track-data-science", "#level-executive"):
        expect(page.locator(box)).to_be_checked()


def test_pasted_link_shows_the_same_list_to_somebody_else(new_page):
    address = "/roles/?track=ai-research&level=director&sort=title"
    with_script, without = new_page(), new_page(javascript=False)
    lists = []
    for page in (with_script, without):
        page.goto(address)
        lists.append(page.locator("#results h3").all_inner_texts())
    assert lists[0] == lists[1] == ["Director of AI Research", "Director of ML Research"]


def test_filters_work_without_javascript(new_page):
    page = new_page(javascript=False)
    page.goto("/roles/")
    page.locator("#track-ml-platform").check()
    page.get_by_role("button", name="Show 38 roles").click()
    expect(page.locator("#results .bar")).to_contain_text("5 roles of 38")
    page.get_by_role("link", name="Median pay").click()
    expect(page.locator("#results h3").first).to_have_text("ML Platform Engineer")
    page.get_by_role("link", name="Remove filter: ML Platform & Data Engineering").click()
    expect(page.locator("#results .bar")).to_contain_text("38 roles of 38")


def test_filter_sheet_on_a_phone(new_page):
    page = new_page(width=390, height=800)
    page.goto("/roles/")
    expect(page.locator("#filters")).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    expect(page.locator("#filters")).to_be_visible()
    page.locator("#level-director").check()
    expect(page.get_by_role("button", name="Show 6 roles")).to_be_visible()
    expect(page.locator("#filters")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("#results .bar")).to_contain_text("6 roles of 38")


def test_filter_sheet_without_javascript_on_a_phone(new_page):
    page = new_page(width=390, height=800, javascript=False)
    page.goto("/roles/")
    page.get_by_role("button", name="Filters").click()
    page.locator("#level-director").check()
    page.get_by_role("button", name="Show 38 roles").click()
    expect(page.locator("#results .bar")).to_contain_text("6 roles of 38")


def test_theme_switch_is_kept_in_this_browser(page):
    page.goto("/")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.get_by_title("Dark").click()
    dark = page.evaluate(background)
    assert dark != light
    page.goto("/roles/")
    assert page.evaluate(background) == dark
    expect(page.locator("#th-dark")).to_be_checked()
    assert page.context.cookies() == []
    page.get_by_title("Match device").click()
    assert page.evaluate(background) == light


def test_theme_switch_holds_for_the_page_without_javascript(new_page):
    page = new_page(javascript=False)
    page.goto("/")
    page.get_by_title("Dark").click()
    expect(page.locator("body")).to_have_css("background-color", "rgb(15, 21, 27)")


def test_menu_opens_on_a_phone_without_javascript(new_page):
    page = new_page(width=390, javascript=False)
    page.goto("/")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Tracks").click()
    expect(page.locator("h1")).to_have_text("Tracks")


def test_keyboard_alone_reaches_the_content_and_a_question(page):
    page.goto("/roles/data-scientist/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    second = page.locator(".faq").nth(1)
    second.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(second).to_have_attribute("open", "")


def test_contents_lead_to_every_section(page):
    page.goto("/roles/data-scientist/")
    for link in page.locator(".toc a").all():
        assert page.locator(link.get_attribute("href")).count() == 1


def test_link_can_be_copied(new_page):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/roles/data-scientist/")
    page.get_by_text("Share", exact=True).click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/roles/data-scientist/")


def test_lost_reader_finds_the_way_back(page):
    response = page.goto("/roles/data-sientist/")
    assert response.status == 404
    page.get_by_role("link", name="Data Scientist", exact=False).first.click()
    expect(page.locator("h1")).to_have_text("Data Scientist")


def test_a_row_of_the_list_on_a_phone_begins_with_its_title(new_page):
    page = new_page(width=390, height=844)
    page.goto("/roles/")
    row = page.locator(".rows > li", has=page.get_by_role("link", name="Data Scientist", exact=True))
    plate, title, lede, plot, tick = (
        row.locator(part).bounding_box() for part in (".plate", "h3 a", "div > p", ".plot", ".check")
    )
    assert title["y"] <= plate["y"] + plate["height"]
    assert plot["y"] >= lede["y"] + lede["height"]
    assert lede["x"] + lede["width"] <= tick["x"]
    axis, median = (page.locator(f".rows-h > {part}").bounding_box() for part in (".axis", ".num"))
    assert abs(axis["y"] + axis["height"] - median["y"] - median["height"]) < 8


def test_figures_and_skills_say_on_a_phone_what_columns_say_elsewhere(new_page):
    page = new_page(width=390, height=844)
    page.goto("/roles/machine-learning-engineer/")
    expect(page.locator("#pay tbody tr").first).to_contain_text("498 distinct adverts", use_inner_text=True)
    expect(page.locator("#skills tbody tr").first).to_contain_text("You can write", use_inner_text=True)
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator("#skills tbody tr").first).not_to_contain_text("You can", use_inner_text=True)


def test_both_roles_of_a_step_are_in_sight_on_a_phone(new_page):
    page = new_page(width=390, height=844)
    page.goto("/roles/data-scientist/next/machine-learning-engineer/")
    last = page.locator("#facts thead th").last.bounding_box()
    assert last["x"] + last["width"] <= 390


def test_the_map_of_codes_on_a_phone_leads_to_the_roles_by_name(new_page):
    page = new_page(width=390, height=844)
    page.goto("/")
    by_name = page.get_by_role("link", name="The same roles by name, track by track")
    expect(by_name).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(by_name).to_be_hidden()


def test_the_levels_of_a_track_stand_on_one_line(new_page):
    page = new_page(width=820)
    for width in (390, 820, 1000, 1100, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/tracks/data-science/")
        tops = {round(stop.bounding_box()["y"]) for stop in page.locator(".band li").all()}
        assert len(tops) == 1, width
