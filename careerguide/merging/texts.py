"""Markdown texts that name one row name another."""

import re

from careerguide.models import Source
from careerguide.where_used import holding, marks, written_fields

from .report import Report


def rewrite_texts(old, new, report: Report):
    """Citations of and links to the old row, in every Markdown text, name the new one; saving renders them."""
    if not marks(old):
        return
    changed = set()
    for model, name in written_fields():
        for row in model._base_manager.filter(holding(name, marks(old))):
            before = getattr(row, name)
            setattr(row, name, with_new_name(before, old, new))
            if getattr(row, name) != before:
                row.save()
                changed.add((model, row.pk))
    if changed:
        report.moved.append(f"Texts that name it: {len(changed):,} rewritten.")


def with_new_name(text: str, old, new) -> str:
    """A Markdown text whose marks of one row lead to another; two marks of it side by side become one."""
    address, wanted = re.escape(old.get_absolute_url()), new.get_absolute_url()
    # An address with a slash at its end may go on, such as /roles/data-scientist/pay/; an anchor ends where it ends.
    end = r"(?=[)\s])" if "#" in address else ""
    text = re.sub(rf"(?<=\]\(){address}{end}", lambda _: wanted, text)
    if isinstance(old, Source):
        text = text.replace(f"[@{old.slug}]", f"[@{new.slug}]")
        mark = re.escape(f"[@{new.slug}]")
        text = re.sub(rf"{mark}(?:\s*{mark})+", lambda _: f"[@{new.slug}]", text)
    return text
