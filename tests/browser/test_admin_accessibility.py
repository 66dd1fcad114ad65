"""Every page of the admin, wide and narrow, light and dark: nothing that axe knows, no sideways scroll, a quiet console."""

import re

import pytest

from tests.importers.examples import advert, csv_bytes

from .axe import EVERY_RULE, RULES_OF_COLOUR, violations
from .conftest import sign_in

# Unfolds what is folded, and leaves of many rows alike the first three: axe would look at each of them anew.
PREPARE = """() => {
    document.querySelectorAll("details").forEach((each) => (each.open = true));
    const rows = "#result_list tbody > tr, .inline-group tr.has_original, .inline-group .inline-related.has_original";
    const seen = new Map();
    for (const row of document.querySelectorAll(rows)) {
        seen.set(row.parentNode, (seen.get(row.parentNode) ?? 0) + 1);
        if (seen.get(row.parentNode) > 3) row.remove();
    }
}"""
WIDE, NARROW = (1440, 900), (390, 800)
# The second look at a size differs by its theme alone.
EVERY_LOOK = [(size, theme) for theme in ("light", "dark") for size in (WIDE, NARROW)]
# Where many pages are made by one template, they take the looks in turn.
ONE_LOOK = [[look] for look in EVERY_LOOK]
TWO_LOOKS = [[(WIDE, "light"), (NARROW, "dark")], [(WIDE, "dark"), (NARROW, "light")]]


class Auditor:
    """Looks at one page in every size and theme, and keeps what is wrong with it."""

    def __init__(self, page):
        self.page, self.found = page, []

    def look(self, name, looks=EVERY_LOOK):
        page = self.page
        page.evaluate(PREPARE)
        sizes = set()
        for (width, height), theme in looks:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": height})
            rules = RULES_OF_COLOUR if width in sizes else EVERY_RULE
            sizes.add(width)
            self.found += [f"{name}, {width}, {theme}: {violation}" for violation in violations(page, rules)]
            if (scroll := page.evaluate("document.documentElement.scrollWidth")) > width:
                self.found.append(f"{name}, {width}: scrolls sideways to {scroll}")
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})

    def visit(self, address, looks=EVERY_LOOK):
        answer = self.page.goto(address)
        if answer.status == 200:
            self.look(address, looks)
        return answer.status


@pytest.fixture
def auditor(new_page, superuser):
    page = new_page()
    page.goto("/admin/login/")
    auditor = Auditor(page)
    auditor.look("sign-in")
    sign_in(page, *superuser)
    yield auditor
    assert not auditor.found, "\n".join(auditor.found)


def lists(page) -> list[str]:
    page.goto("/admin/")
    links = page.eval_on_selector_all("#content-main .module th a", "all => all.map((a) => a.getAttribute('href'))")
    return [link for link in links if re.fullmatch(r"/admin/\w+/\w+/", link)]


def test_pages_of_the_account(auditor, superuser):
    page = auditor.page
    for address in ("/admin/", "/admin/careerguide/", "/admin/password_change/", "/admin/logout/", "/admin/2fa/"):
        assert auditor.visit(address) == 200
    assert auditor.visit("/admin/2fa/totp/activate/") == 200  # asks for the password first
    page.fill("[name=password]", superuser[1])
    page.click("button.default")
    page.wait_for_selector(".qr-code")
    auditor.look("setting up an app")
    for address in ("/admin/2fa/webauthn/", "/admin/2fa/webauthn/add/"):
        assert auditor.visit(address) == 200


def test_lists_and_empty_forms(auditor):
    addresses = lists(auditor.page)
    assert len(addresses) >= 20
    for number, address in enumerate(addresses):
        assert auditor.visit(address, ONE_LOOK[number % 4]) == 200
        # Records of what happened are made by nobody: 403, which is no page to look at.
        auditor.visit(f"{address}add/", ONE_LOOK[number % 4])


def test_forms_of_rows(auditor):
    page = auditor.page
    for number, address in enumerate(lists(page)):
        page.goto(address)
        row = page.locator("#result_list tbody th a").first
        if row.count():
            auditor.visit(row.get_attribute("href"), TWO_LOOKS[number % 2])


def test_deleting_history_filters_and_searches(auditor):
    page = auditor.page
    page.goto("/admin/careerguide/skill/")
    row = page.locator("#result_list tbody th a").first.get_attribute("href")
    for address in (
        row.replace("change", "delete"),
        row.replace("change", "history"),
        "/admin/careerguide/role/?q=engineer&status__exact=published",
        "/admin/careerguide/role/?q=zookeeper",
        "/admin/careerguide/transition/graph/",
    ):
        assert auditor.visit(address) == 200


def test_tables_and_merging(auditor):
    page = auditor.page
    assert auditor.visit("/admin/careerguide/skill/export/") == 200
    page.goto("/admin/careerguide/skill/")
    row = page.locator("#result_list tbody th a").first.get_attribute("href")
    assert auditor.visit(row.replace("change", "merge")) == 200
    page.select_option("select[name=into]", index=1)
    page.click("[value='See what would move']")
    page.wait_for_selector(".merge-report")
    auditor.look("what a merge would move")
    tables = {
        "what a table would change": (b"slug,summary\npython,Another summary.\n", ".import-report ins"),
        "rows that are refused": (b"slug,category\npython,nope\n", ".import-errors li"),
        "a file that is refused": (b"<!doctype html>", ".errorlist"),
    }
    for name, (table, sign) in tables.items():
        page.goto("/admin/careerguide/skill/import/")
        page.set_input_files("[type=file]", [{"name": "table.csv", "mimeType": "text/csv", "buffer": table}])
        page.click("[value='See what would change']")
        page.wait_for_selector(sign)
        auditor.look(name)


def test_an_import_of_pay(auditor):
    """A refused upload, what an import would change, and the record of one that changes no figure: the site is shared."""
    page = auditor.page
    counted = [
        advert(salary, title="Machine Learning Engineer", year=2026) for salary in range(100_000, 180_000, 1_000)
    ]
    not_counted = [advert(150_000, title="Juggler"), advert("much")]
    for name, content, sign in (
        ("an upload that is refused", b"<!doctype html>", ".errorlist"),
        ("what an import would change", csv_bytes(counted + not_counted), ".import-report caption"),
        ("an import that changes nothing", csv_bytes(not_counted), ".import-report summary"),
    ):
        page.goto("/admin/careerguide/payimport/add/")
        page.set_input_files("[type=file]", [{"name": "salaries.csv", "mimeType": "text/csv", "buffer": content}])
        page.click("[value='See what would change']")
        page.wait_for_selector(sign)
        auditor.look(name)
    page.click("[name=confirm]")
    page.wait_for_selector(".messagelist .success")
    auditor.look("the record of an import")


def test_a_refused_form_and_a_save_that_came_too_late(auditor, new_page, superuser):
    page, other = auditor.page, new_page()
    page.goto("/admin/careerguide/place/")
    row = page.locator("#result_list tbody th a").first.get_attribute("href")
    sign_in(other, *superuser)
    for each in (other, page):
        each.goto(row)
    name = page.input_value("[name=name]")
    other.fill("[name=name]", f"{name} x")
    other.click("[name=_continue]")
    other.wait_for_selector(".messagelist")
    page.fill("[name=name]", f"{name} y")
    page.click("[name=_continue]")
    page.wait_for_selector(".conflict")
    auditor.look("a save that came too late")
    page.fill("[name=name]", "")
    page.click("[name=_continue]")
    page.wait_for_selector(".errornote")
    auditor.look("a refused form")
    page.fill("[name=name]", name)
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist .success")


def test_with_choices_open_the_fields_of_relations_have_names(auditor):
    page = auditor.page
    page.goto("/admin/careerguide/section/add/")
    page.click(".field-role .select2-selection")
    page.wait_for_selector(".select2-results__option[role=option]")
    auditor.look("open choices")
    page.click(".select2-results__option[role=option]")
    assert re.fullmatch(r"Role: .+", page.locator(".field-role .select2-selection").get_attribute("aria-label"))


def test_the_newsroom(auditor):
    """A working copy, its review, a preview link, publication, the published states and one of them."""
    page = auditor.page
    page.goto("/admin/careerguide/role/")
    page.locator("#result_list tbody th a").last.click()
    auditor.look("a published role", TWO_LOOKS[0])
    page.get_by_role("link", name="Looked through …").click()
    page.fill("[name=review_on]", "2020-01-01")
    page.click("[value='Looked through']")
    page.wait_for_selector(".errorlist")
    auditor.look("a look that is refused")
    page.get_by_role("link", name="Leave it as it is").click()
    page.locator(".newsroom").get_by_role("button", name="Edit", exact=True).click()
    page.wait_for_selector(".newsroom.draft")
    lede = page.input_value("[name=lede]")
    page.fill("[name=lede]", f"{lede} Always.")
    page.locator("[name=_continue]").first.click()
    page.wait_for_selector(".messagelist .success")
    page.get_by_role("button", name="Make a preview link").click()
    page.wait_for_selector(".newsroom .links")
    auditor.look("a working copy", TWO_LOOKS[1])
    page.get_by_role("link", name="Review and publish").click()
    page.wait_for_selector("ins")
    auditor.look("a review")
    page.get_by_role("button", name="Publish now").click()
    page.wait_for_selector(".newsroom.published")
    page.get_by_role("link", name="Published states").click()
    page.wait_for_load_state()
    auditor.look("published states")
    page.locator("#content a[href*='/history/']").first.click()
    page.wait_for_load_state()
    auditor.look("one published state")
