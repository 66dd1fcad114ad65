"""What nginx needs to serve an export as the site itself would: headers, types, old addresses, views that are files."""

import logging
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import resolve, reverse

from careerguide.data_package import TABLES
from careerguide.models import Role
from careerguide.static_site.addresses import FORMS, public
from careerguide.static_site.fetching import Answer, ask

# Files at fixed addresses whose type or headers nginx would not guess.
ALONE = (
    "pay_csv", "data_json", "data_package", "role_schema", "role_feed", "pay_feed", "robots", "llms", "manifest", "sitemap",
)  # fmt: skip
# What belongs to one answer, or what nginx sets itself.
NOT_COPIED = {"Content-Type", "Content-Length", "Content-Encoding", "ETag", "Last-Modified", "Vary", "Date"}
# Lists that understand a query: with one that is no file, a server is needed.
LISTS = ("role_list", "pay_explorer")

# An address without a page, whose answer has the headers of every error page.
NO_PAGE = "/no-page/"


def quoted(text: str) -> str:
    """A text as nginx reads it between double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def headers(answer: Answer, slug: str = "") -> list[tuple[str, str]]:
    """The headers to add; where they name the slug of a sample page, nginx puts in that of the page asked for."""
    return [
        (name, quoted(in_one_order(name, value).replace(slug or "\0", "$slug")))
        for name, value in answer.headers.items()
        if name not in NOT_COPIED
    ]


def in_one_order(name: str, value: str) -> str:
    """The Content Security Policy comes in another order from each process."""
    return "; ".join(sorted(value.split("; "))) if name == "Content-Security-Policy" else value


def ask_for_no_page() -> Answer:
    """What the server says where there is no page. That one is missing on purpose: the log need not tell."""
    log = logging.getLogger("django.request")
    log.addFilter(is_not_of_404)
    try:
        return ask(NO_PAGE)
    finally:
        log.removeFilter(is_not_of_404)


def is_not_of_404(record: logging.LogRecord) -> bool:
    return getattr(record, "status_code", 0) != 404


def configuration(folder: Path, leads: dict, answers: dict[str, Answer]) -> str:
    """The server of an export in nginx's words.

    ``leads`` are old slugs with the slugs that have their place, ``answers`` those by address that need not be asked for again.
    """

    def answer_of(address: str) -> Answer:
        return answers.get(address) or ask(address)

    exact = [reverse(name) for name in ALONE] + [reverse("data_table", args=[name]) for name in TABLES]
    forms = []
    for model, names in FORMS.items():
        sample = public(model).values_list("slug", flat=True).first()
        for name in names if sample else ():
            address = reverse(name, args=[sample])
            if not address.endswith("/"):
                answer, pattern = ask(address), reverse(name, args=["SLUG"]).replace(".", "\\.")
                forms.append(
                    (
                        pattern.replace("SLUG", "(?<slug>[^/]+)"),
                        quoted(answer.headers["Content-Type"]),
                        headers(answer, sample),
                    )
                )
    folders = {reverse(model._meta.model_name + "_list").strip("/"): model for model in FORMS}
    names = {model: name for name, model in folders.items()}
    sample_role = public(Role).values_list("slug", flat=True).first()
    context = {
        "host": urlsplit(settings.SITE_URL).hostname,
        "root": quoted(str(folder.resolve())),
        "kinds": "|".join(folders),
        "moved": [(f"{names[model]}/{old}", new or "gone") for (model, old), new in sorted(leads.items(), key=str)],
        "parameters": "|".join(sorted(set().union(*(resolve(reverse(name)).func.reads for name in LISTS)))),
        "pages": headers(answer_of(reverse("home"))),
        "errors": headers(ask_for_no_page()),
        "exact": [
            (answer.address, quoted(answer.headers["Content-Type"]), headers(answer))
            for answer in map(answer_of, exact)
        ],
        "forms": forms,
        "embed": headers(ask(reverse("role_embed", args=[sample_role]))) if sample_role else [],
        "hashed": settings.COLLECTED_STATIC,
    }
    return render_to_string("static_site/nginx.conf", context)
