"""Help for those who write, in a browser: nothing of it is needed, all of it works without a mouse."""

import pytest

from tests.browser.conftest import sign_in

SECTION = "/admin/careerguide/section/"
PASTED = """<meta charset=utf-8><b style="font-weight:normal"><h2>Heading</h2><p>Some <a href="https://example.org/a_(b)">linked
words</a>, <span style="font-weight:700">bold</span> and <i>stressed</i> * text.</p><ul><li>One</li><li><p>Two</p><ol><li>First</li></ol></li></ul>
<p>An <a href="javascript:alert(1)">evil one</a><img src=x onerror="document.title='gone'"><script>document.title="gone"</script></p></b>"""
MARKDOWN = """## Heading

Some [linked words](https://example.org/a_%28b%29), **bold** and *stressed* \\* text.

- One
- Two
  1. First

An evil one"""


@pytest.fixture
def admin(page, superuser):
    page.set_default_timeout(120_000)  # The form of a role is the longest page there is.
    sign_in(page, *superuser)
    return page


def open_first(page, model):
    page.goto(f"/admin/careerguide/{model}/")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_load_state()


def open_copy(page):
    """The working copy of a role, begun where there is none yet."""
    page.goto("/admin/careerguide/role/?q=senior-data-scientist")
    page.locator("#result_list tbody th a").first.click()
    page.locator(".newsroom .steps .step-button").first.click()
    page.wait_for_load_state()


def paste(page, area, html, text="plain"):
    area.focus()
    area.evaluate(
        """(area, [html, text]) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            if (html) data.setData("text/html", html);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            if (area.dispatchEvent(event)) area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
        }""",
        [html, text],
    )


def leave_without_saving(page):
    """Answers the browser's question, where it asks, that the page may be left."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/admin/")


def test_the_preview_shows_what_is_typed(admin):
    admin.goto(f"{SECTION}add/")
    area = admin.locator("#id_body")
    area.fill("### Plan\n\nA **bold** word.\n\n- **Ask**: why.\n")
    admin.get_by_text("What it will look like").click()
    shown = admin.locator(".preview-body")
    shown.locator("strong", has_text="bold").wait_for()
    assert "words in" in admin.locator(".length").inner_text()
    area.press_sequentially("\nMore <script>alert(1)</script>")
    shown.get_by_text("More <script>").wait_for()
    assert shown.locator("script").count() == 0
    admin.locator("#id_kind").select_option("responsibilities")
    area.press_sequentially(".")
    shown.locator(".mind").wait_for()
    leave_without_saving(admin)


def test_a_paste_keeps_links_lists_and_stress_and_a_plain_one_is_left_alone(admin):
    admin.goto(f"{SECTION}add/")
    area = admin.locator("#id_body")
    paste(admin, area, PASTED)
    assert area.input_value() == MARKDOWN
    assert admin.title() != "gone"
    area.fill("")
    paste(admin, area, "<p>Only words</p>", "as * it is")
    assert area.input_value() == "as * it is"
    area.fill("")
    paste(admin, area, "", "as * it is")
    assert area.input_value() == "as * it is"
    leave_without_saving(admin)


def test_rows_move_by_keyboard_and_keep_their_new_order(admin):
    open_copy(admin)
    admin.locator("#role_skills-group summary").first.click()
    names = admin.locator("#role_skills-group tr.has_original .field-skill option:checked")
    before = names.all_text_contents()
    down = admin.locator("#role_skills-0").get_by_role("button", name="Move down")
    down.focus()
    down.press("Enter")
    assert down.evaluate("button => button === document.activeElement")
    assert f"{before[0]} is now 2 of {len(before)}." in admin.locator("[role=status]", has_text="is now").inner_text()
    admin.locator("#role_skills-0").get_by_role("button", name="Move up").press("Enter")
    admin.locator("#role_skills-0").get_by_role("button", name="Move up").press("Enter")
    assert "is the first already" in admin.locator("[role=status]", has_text="already").inner_text()
    down.press("Enter")
    assert names.all_text_contents()[:2] == [before[1], before[0]]
    admin.locator("input[name=_continue]").first.click()
    admin.wait_for_load_state()
    assert admin.locator(".success").is_visible()
    assert names.all_text_contents()[:2] == [before[1], before[0]]


def test_rows_move_by_dragging(admin):
    open_copy(admin)
    admin.locator("#role_skills-group summary").first.click()
    rows = admin.locator("#role_skills-group tr.has_original")
    first = rows.nth(0).get_attribute("id")
    admin.locator(f"#{first} .grip").drag_to(rows.nth(1))
    assert rows.nth(1).get_attribute("id") == first
    orders = [int(field.input_value()) for field in rows.locator("[name$='-order']").all()]
    assert orders == sorted(orders)
    leave_without_saving(admin)


def test_leaving_with_unsaved_text_is_asked_about_and_saving_is_not(admin):
    open_first(admin, "term")
    asked = []
    admin.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    admin.get_by_role("link", name="Home").click()
    admin.wait_for_url("**/admin/")
    assert asked == []
    open_first(admin, "term")
    admin.locator("#id_definition").press_sequentially(" More.")
    admin.get_by_role("link", name="Home").click()
    admin.wait_for_url("**/admin/")
    assert asked == ["beforeunload"]
    open_first(admin, "term")
    admin.locator("#id_definition").press_sequentially(" More.")
    admin.locator("input[name=_continue]").first.click()
    admin.locator(".success").wait_for()
    assert asked == ["beforeunload"]


def test_what_was_typed_is_offered_when_the_form_is_opened_again(admin):
    open_first(admin, "page")
    address = admin.url
    admin.locator("#id_lede").fill("Typed and never saved.")
    with admin.expect_response("**/keep/"):
        admin.evaluate(
            """() => {
                Object.defineProperty(document, "hidden", {value: true, configurable: true});
                document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )
    admin.get_by_text("Saved as you type").wait_for()
    admin.once("dialog", lambda dialog: dialog.accept())
    admin.goto(address)
    assert admin.locator("#id_lede").input_value() != "Typed and never saved."
    admin.get_by_role("button", name="Take it up again").click()
    admin.get_by_text("Nothing of it is saved yet").wait_for()
    assert admin.locator("#id_lede").input_value() == "Typed and never saved."
    admin.once("dialog", lambda dialog: dialog.accept())
    admin.goto(address)
    admin.get_by_role("button", name="Discard it").click()
    admin.get_by_text("is discarded").wait_for()
    assert admin.get_by_role("button", name="Take it up again").count() == 0


def test_a_similar_title_is_told_while_it_is_typed(admin):
    admin.goto("/admin/careerguide/role/add/")
    admin.locator("#id_title").press_sequentially("Data Scientists")
    said = admin.get_by_text("There is a role “Data Scientist” already.")
    said.wait_for()
    field = admin.locator("#id_title").bounding_box()
    assert said.bounding_box()["y"] >= field["y"] + field["height"]
    leave_without_saving(admin)


def test_a_form_that_comes_back_with_a_mistake_is_kept_as_it_is(admin):
    admin.goto("/admin/careerguide/term/add/")
    assert admin.evaluate("document.activeElement.id") == "id_term"
    admin.locator("#id_definition").fill("Typed, refused and never typed again.")
    admin.locator("input[name=_continue]").first.click()
    admin.get_by_text("Saved as you type").wait_for()
    leave_without_saving(admin)
    admin.goto("/admin/careerguide/term/add/")
    admin.get_by_role("button", name="Take it up again").click()
    admin.get_by_text("Nothing of it is saved yet").wait_for()
    assert admin.locator("#id_definition").input_value() == "Typed, refused and never typed again."
    leave_without_saving(admin)


def test_no_field_of_a_role_ends_outside_a_narrow_page(new_page, superuser):
    page = new_page(width=820)
    sign_in(page, *superuser)
    page.goto("/admin/careerguide/role/add/")
    page.locator(".field-track .select2").first.wait_for()
    ends = "all => all.map(one => one.getBoundingClientRect().right)"
    assert max(page.locator(".form-row :is(input, select, textarea, .select2):visible").evaluate_all(ends)) <= 820


def test_without_javascript_the_forms_are_plain_forms(new_page, superuser):
    page = new_page(javascript=False)
    sign_in(page, *superuser)
    open_first(page, "term")
    page.locator("#id_definition").fill("Plainly written.")
    page.locator("input[name=_continue]").first.click()
    assert page.locator(".success").is_visible()
    assert page.locator("#id_definition").input_value().strip() == "Plainly written."
