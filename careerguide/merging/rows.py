"""One merge from end to end, in deed or as a rehearsal."""

from django.db import IntegrityError, transaction

from careerguide.importers import IMPORTERS
from careerguide.models import Content, RetiredSlug, Role, Skill, Source, Term, Track, Transition
from careerguide.where_used import references

from .moving import move_many, move_rows
from .names import keep_the_name
from .report import MergeError, Report
from .texts import rewrite_texts

MERGEABLE = (Role, Skill, Source, Term, Track)


def rehearse(old: Content, new: Content) -> Report:
    """What a merge would do: it is done and rolled back, so the preview cannot differ from the deed."""
    with transaction.atomic():
        report = merge(old, new)
        transaction.set_rollback(True)
    return report


def merge(old: Content, new: Content, expected: str | None = None) -> Report:
    """Merges ``old`` into ``new``, which stays as it is where both say something. Raises MergeError, with nothing moved.

    ``expected`` is the fingerprint of the report that somebody has seen; another one is refused.
    """
    refuse_what_cannot_be(old, new)
    report = Report()
    try:
        with transaction.atomic():
            move(old, new, report)
            if expected not in (None, report.fingerprint):
                raise MergeError("What would move has changed since this preview: look again, then confirm.")
    except IntegrityError as error:
        raise MergeError(f"The two hold rows that cannot stand side by side ({error}): look at both pages.") from error
    return report


def move(old: Content, new: Content, report: Report):
    if isinstance(old, Role):
        drop_what_stands_twice(old, new, report)
    for reference in references(type(old)):
        (move_many if reference.many_to_many else move_rows)(reference, old, new, report)
    for name in UNITED.get(type(old), ()):
        getattr(new, name).add(*getattr(old, name).all())
    rewrite_texts(old, new, report)
    keep_the_name(old, new, report)
    # Deleting notes the address of a row that readers could open; its successor is known here.
    type(old)._base_manager.get(pk=old.pk).delete()
    if RetiredSlug.objects.of(type(old), old.slug):
        RetiredSlug.objects.retire(old, old.slug, successor=new)
        report.moved.append(f"The old address {old.get_absolute_url()} leads to {new.get_absolute_url()}.")


# Lists of the row that goes which are added to those of the row that stays.
UNITED = {Skill: ["sources"], Role: ["named_in"]}


def refuse_what_cannot_be(old, new):
    if type(old) is not type(new) or old.pk == new.pk:
        raise MergeError("Choose another row of the same kind to merge into.")
    if isinstance(old, Source) and any(old.slug == importer.SOURCE for importer in IMPORTERS.values()):
        raise MergeError(f"Imports of pay figures look for the source {old.slug}: merge the other way round.")
    if isinstance(old, Role) and old.status != new.status:
        raise MergeError(
            f"{old} is {old.get_status_display()} and {new} is {new.get_status_display()}: "
            "bring both to the same status first, so that no reader meets an empty address."
        )
    if isinstance(old, Role) and (copy := Role.with_copies.filter(copy_of__in=[old, new]).first()):
        raise MergeError(f"{copy.copy_of} has a working copy: publish or discard it first.")


def drop_what_stands_twice(old: Role, new: Role, report: Report):
    """The page that stays keeps its texts; of the other it takes only kinds of text that it has none of."""
    between = Transition.objects.filter(from_role__in=[old, new], to_role__in=[old, new])
    drop(between, "Steps between the two", report)
    for name, kind in (("sections", "kind"), ("fit_points", "kind"), ("pay_notes", "kind"), ("questions", None)):
        theirs = getattr(new, name)
        if name == "sections":
            theirs.missing().filter(kind__in=old.sections.exclude(body="").values("kind")).delete()
        going = getattr(old, name).all()
        if kind:
            going = going.filter(kind__in=list(theirs.values_list(kind, flat=True)))
        elif not theirs.exists():
            continue
        drop(going, f"{going.model._meta.verbose_name_plural.capitalize()} that the other page has its own of", report)


def drop(rows, what: str, report: Report):
    if number := rows.count():
        report.dropped.append(f"{what}: {number:,}.")
        rows.delete()
