"""A change of a published page, from the writer's hands to readers and back: in Chromium, as a writer and as an editor."""

import pytest

from .conftest import sign_in

PASSWORD = "only-for-the-browser-0"
MAKE_STAFF = (
    "from django.contrib.auth.models import Group, User\n"
    "for name, group in (('wren', 'writers'), ('edda', 'editors')):\n"
    f"    user = User.objects.create_user(name, password='{PASSWORD}', is_staff=True)\n"
    "    user.groups.add(Group.objects.get(name=group))\n"
)
PAGE = "/roles/data-scientist/"
NEW = "You count the clouds as well."


@pytest.fixture(scope="module")
def staff(manage):
    manage("shell", "-c", MAKE_STAFF)


@pytest.fixture
def signed_in(new_page, staff):
    def open_as(name):
        page = new_page()
        sign_in(page, name, PASSWORD)
        return page

    return open_as


def test_a_change_goes_from_the_writer_to_readers_and_an_old_state_comes_back(signed_in, new_page):
    writer, editor, reader = signed_in("wren"), signed_in("edda"), new_page(javascript=False)

    # The writer begins a working copy, writes, and makes a link to the preview.
    writer.goto("/admin/careerguide/role/?q=Data+Scientist")
    writer.get_by_role("link", name="Data Scientist", exact=True).click()
    writer.get_by_role("button", name="Edit", exact=True).click()
    copy = writer.url
    lede = writer.locator("#id_lede")
    before = lede.input_value()
    lede.fill(NEW)
    writer.get_by_role("button", name="Save and continue editing").first.click()
    writer.get_by_role("button", name="Make a preview link").click()
    link = writer.locator(".newsroom .links [readonly]").input_value()

    # A person without an account sees the page as it would be; readers see the page as it is.
    reader.goto(link)
    assert NEW in reader.inner_text("main")
    assert "Preview." in reader.inner_text(".preview-band")
    reader.goto(PAGE)
    assert before in reader.inner_text("main")

    # By hand, the writer cannot publish.
    writer.goto(copy)
    writer.get_by_role("button", name="Submit for review", exact=True).click()
    assert writer.get_by_role("button", name="Publish now").count() == 0
    token = writer.locator("[name=csrfmiddlewaretoken]").first.input_value()
    publish = copy.replace("/change/", "/step/publish/")
    answer = writer.request.post(publish, form={"csrfmiddlewaretoken": token, "when": "now"}, headers={"Referer": copy})
    assert answer.status == 403

    # The editor reads what changes and publishes it.
    editor.goto(copy)
    editor.get_by_role("link", name="Review and publish").click()
    assert NEW.split()[-3] in " ".join(editor.locator("ins").all_inner_texts())
    editor.get_by_role("button", name="Publish now").click()
    assert "is published: readers see it now" in editor.inner_text(".messagelist")
    reader.goto(PAGE)
    assert NEW in reader.inner_text("main")

    # The state of before comes back as a working copy, and is published again.
    editor.get_by_role("link", name="Published states").click()
    editor.locator(".states a").last.click()
    editor.get_by_role("button", name="Restore this in a working copy").click()
    editor.get_by_role("button", name="Publish now").click()
    reader.goto(PAGE)
    assert before in reader.inner_text("main")
    assert NEW not in reader.inner_text("main")
