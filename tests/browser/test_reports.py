"""Reporting an error, as a reader meets it."""

ROLE = "/roles/data-scientist/"


def test_every_section_leads_to_a_form_about_itself_without_javascript(new_page):
    page = new_page(width=390, javascript=False)
    page.goto(ROLE)
    page.get_by_role("link", name="What is changing: report an error").click()
    assert page.get_by_role("heading", name="Data Scientist: What is changing").is_visible()
    assert not page.get_by_label("Leave this empty").is_visible()
    page.get_by_label("What is wrong").fill("The year is wrong.")
    page.get_by_label("E-mail for an answer").fill("nobody")
    page.get_by_role("button", name="Send the report").click()
    # Programs are faster than people: the words stay, and so does the reader.
    assert page.get_by_role("alert").is_visible()
    assert page.get_by_label("What is wrong").input_value() == "The year is wrong."
    error = page.locator("#report-email_error")
    assert error.is_visible()
    assert "report-email_error" in page.get_by_label("E-mail for an answer").get_attribute("aria-describedby")
    assert page.context.cookies() == []


def test_a_figure_is_named_exactly_and_found_again(page):
    page.goto(f"{ROLE}pay/")
    page.locator("tr .er").first.click()
    assert "median 134,000," in page.locator("blockquote").inner_text()
    page.get_by_role("link", name="See it on its page").click()
    assert page.locator("tr:target").is_visible()
