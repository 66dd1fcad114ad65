"""An editor who works through the forms of the admin, over HTTP as a browser does."""

import http.client
import re
import time

import requests
from bs4 import BeautifulSoup

ROLES = "/admin/careerguide/role/"
PATIENCE = 30


class EditError(Exception):
    """What the admin refused, in its words."""


def fields_of(form) -> list[tuple[str, str]]:
    """What a browser would send of a form besides the button."""
    sent = []
    for field in form.find_all(["input", "textarea", "select"], {"name": True}):
        name, kind = field["name"], field.get("type", "text")
        if field.name == "select":
            sent += [(name, option.get("value", "")) for option in field.find_all("option", selected=True)]
        elif field.name == "textarea":
            # The first line break after the tag is no part of the text.
            sent.append((name, re.sub(r"^\r?\n", "", field.get_text())))
        elif kind in ("checkbox", "radio"):
            sent += [(name, field.get("value", "on"))] if field.has_attr("checked") else []
        elif kind not in ("submit", "button", "image", "file"):
            sent.append((name, field.get("value", "")))
    return sent


class Editor:
    """Signed in as a superuser; every request has a connection of its own, so that each worker has its part of them."""

    def __init__(self, url: str, name: str, password: str):
        self.url, self.session = url, requests.Session()
        self.session.headers["Connection"] = "close"
        door = self.open("/admin/login/")
        form = door.find("input", {"name": "login"}).find_parent("form")
        sent = dict(fields_of(form)) | {"login": name, "password": password}
        if self.send("/admin/login/", list(sent.items())) != "/admin/":
            raise EditError("The sign-in was refused.")

    def open(self, path: str) -> BeautifulSoup:
        answer = self.session.get(self.url + path, timeout=PATIENCE)
        if answer.status_code != 200:
            raise EditError(f"{path} answers {answer.status_code}.")
        return BeautifulSoup(answer.text, "html.parser")

    def send(self, path: str, fields: list[tuple[str, str]]) -> str:
        """Where the answer to a form leads; a refusal comes back as a page and leads nowhere."""
        token = ("csrfmiddlewaretoken", self.session.cookies["csrftoken"])
        sent = [field for field in fields if field[0] != token[0]] + [token]
        answer = self.session.post(self.url + path, data=sent, timeout=PATIENCE, allow_redirects=False)
        if answer.status_code != 302:
            said = BeautifulSoup(answer.text, "html.parser").select(".errornote, .errorlist")
            words = " ".join(" ".join(each.get_text(" ", strip=True) for each in said).split())
            raise EditError(f"{path} answers {answer.status_code}: {words[:300]}")
        return answer.headers["Location"].removeprefix(self.url)

    def step(self, pk: int, name: str, **fields: str) -> str:
        return self.send(f"{ROLES}{pk}/step/{name}/", list(fields.items()))

    def publish(self, pk: int, lede: str) -> float:
        """Gives a published role another lede in a working copy and publishes it; when that was acknowledged.

        On the way it looks at what an editor looks at: the desk, the list, the form and the review.
        """
        self.open("/admin/")
        self.open(ROLES)
        form_address = self.step(pk, "edit")
        copy = int(re.fullmatch(rf"{ROLES}(\d+)/change/", form_address)[1])
        fields = fields_of(self.open(form_address).find("form", id="role_form"))
        changed = [(name, lede if name == "lede" else value) for name, value in fields]
        self.send(form_address, [*changed, ("_save", "Save")])
        review = self.open(f"{ROLES}{copy}/review/")
        leads_to = self.step(copy, "publish", when="now", seen=review.find("input", {"name": "seen"})["value"])
        acknowledged = time.monotonic()
        if leads_to != f"{ROLES}{pk}/change/":
            raise EditError(f"Publishing led to {leads_to} and not to the published role.")
        return acknowledged

    def look_back(self, pk: int):
        """Looks at a published role and its history."""
        self.open(f"{ROLES}{pk}/change/")
        self.open(f"{ROLES}{pk}/history/")


def shows(port: int, path: str, text: str) -> bool:
    """Whether a page, asked for over a connection of its own, holds a text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        answer = connection.getresponse()
        return text.encode() in answer.read() and answer.status == 200
    finally:
        connection.close()
