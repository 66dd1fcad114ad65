"""Reading pay as readers do it: choosing, marking, switching to the table, sharing, printing."""

import re

from playwright.sync_api import expect


def test_choosing_a_place_shows_its_currency_and_can_be_shared(new_page):
    page = new_page()
    page.goto("/pay/")
    expect(page.locator("#results .bar")).to_contain_text("38 roles")
    page.get_by_label("Place").select_option("GB")
    expect(page.locator("#results")).to_contain_text("pounds sterling")
    expect(page).to_have_url(re.compile(r"place=GB"))
    expect(page).to_have_title("Pay by role, United Kingdom · Careerguide")
    pasted = new_page(javascript=False)
    pasted.goto(page.url)
    assert pasted.locator("#results tbody").all_inner_texts() == page.locator("#results tbody").all_inner_texts()
    page.go_back()
    expect(page.locator("#results")).to_contain_text("US dollars")


def test_the_table_shows_at_once_and_the_address_follows(page):
    page.goto("/pay/?track=data-science")
    expect(page.locator("td.plot").first).to_be_visible()
    expect(page.locator("td.tx").first).to_be_hidden()
    page.locator("label", has_text="Table").click()
    expect(page.locator("td.tx").first).to_be_visible()
    expect(page.locator("td.plot").first).to_be_hidden()
    expect(page).to_have_url(re.compile(r"track=data-science.*view=table"))
    page.get_by_label("Mark my pay").fill("165000")
    page.get_by_label("Mark my pay").press("Enter")
    expect(page.locator("#result-count")).to_contain_text("your mark, $165,000, lies above")
    expect(page.locator("#as-table")).to_be_checked()


def test_chart_and_table_switch_without_javascript(new_page):
    page = new_page(javascript=False)
    page.goto("/pay/")
    page.locator("label", has_text="Table").click()
    expect(page.locator("td.tx").first).to_be_visible()
    page.get_by_label("Place").select_option("GB")
    page.get_by_role("button", name=re.compile("^Show")).click()
    expect(page).to_have_url(re.compile(r"place=GB.*view=table"))
    expect(page.locator("td.tx").first).to_be_visible()


def test_pay_that_is_no_number_is_refused_and_the_rest_stays(page):
    page.goto("/pay/?track=ai-product")
    page.get_by_label("Mark my pay").fill("a lot")
    page.get_by_label("Mark my pay").press("Tab")
    expect(page.get_by_role("alert")).to_have_text("Pay must be a whole number, such as 150000.")
    expect(page.locator("#results .bar")).to_contain_text("4 roles")


def test_my_mark_crosses_every_row_and_the_flag_stands_on_the_axis(page):
    page.goto("/pay/?me=150000")
    flag = page.locator(".flag text").bounding_box()
    middle = flag["x"] + flag["width"] / 2
    lines = page.locator(".mine line")
    assert lines.count() == page.locator("td.plot").count()
    for box in (lines.first.bounding_box(), lines.last.bounding_box()):
        assert abs(box["x"] + box["width"] / 2 - middle) < 2


def test_a_figure_leads_to_its_place_on_the_pay_page_of_the_role(page):
    page.goto("/pay/")
    page.get_by_role("link", name=re.compile("Principal Machine Learning Engineer")).click()
    expect(page.locator("h1")).to_have_text("Principal Machine Learning Engineer: pay")
    expect(page.locator("tr:target")).to_contain_text("principal ml engineer")
    page.get_by_text("Why this figure").click()
    expect(page.locator("#why mark")).to_contain_text("10 to 29 adverts")


def test_choices_open_as_a_sheet_on_a_phone(new_page):
    page = new_page(width=390, height=844)
    page.goto("/pay/")
    expect(page.get_by_label("Place")).to_be_hidden()
    page.get_by_role("button", name="Choices").click()
    page.get_by_label("Place").select_option("GB")
    expect(page.get_by_role("button", name="Show 6 figures")).to_be_visible()
    page.get_by_role("button", name="Show 6 figures").click()
    expect(page.locator("#results")).to_contain_text("pounds sterling")


def test_the_csv_has_the_rows_of_the_table(page):
    page.goto("/pay/?place=GB&sort=pay")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download this table (CSV)").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    titles = [text.splitlines()[0] for text in page.locator("tbody th .n").all_inner_texts()]
    assert [line.split(",")[0] for line in lines[1:]] == titles


def test_the_pay_page_prints_with_its_reasons_open(page):
    page.goto("/roles/principal-ml-engineer/pay/")
    page.emulate_media(media="print")
    expect(page.locator("#why ol")).to_be_visible()
    expect(page.locator(".mast nav").first).to_be_hidden()
    for table in page.locator("table").all():
        box = table.bounding_box()
        assert box["x"] + box["width"] <= 1440
