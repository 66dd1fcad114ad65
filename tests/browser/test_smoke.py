"""The site runs as it does on the internet."""


def test_home_opens(page):
    response = page.goto("/")
    assert response.status == 200
    assert page.locator("h1").count() == 1


def test_home_opens_without_javascript_on_a_phone_in_the_dark(new_page):
    page = new_page(width=390, height=844, theme="dark", javascript=False)
    assert page.goto("/").status == 200
    assert page.locator("h1").is_visible()


def test_a_page_that_is_not_there_says_so(page):
    assert page.goto("/roles/no-such-role/").status == 404


def test_the_headers_hold_on_static_files_too(page, site):
    sheet = page.request.get(f"{site}/static/img/favicon.svg")
    assert sheet.status == 200
    assert "default-src 'none'" in sheet.headers["content-security-policy"]
    assert sheet.headers["cross-origin-resource-policy"] == "same-origin"
