"""The steps of a role: each one transaction, refused in a sentence where it is not possible."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.dateformat import format as date_format

from careerguide.models import ContentVersion, Role, content_changed

from .documents import document, merged, new_copy, read_parts, refill, take_over
from .history import record, record_if_new
from .words import disputed_in_words

Status = Role.Status


class NotPossibleError(Exception):
    """Why a step cannot be taken, in one sentence for the person who tried."""


def in_words(role: Role) -> str:
    """What a role is, for sentences about it."""
    what = "The working copy of" if role.copy_of_id else "The draft of" if not role.is_published else "The page of"
    return f"{what} “{role.title}”"


def state_of(role: Role) -> str:
    return "a draft" if role.status == Status.DRAFT else role.get_status_display()


def save_of(role: Role) -> str:
    """The last save of a draft or working copy: the same as long as nobody has saved it since."""
    return f"{role.edited_by_id} {role.edited_at}"


def check_seen(role: Role, seen: str | None):
    """Refuses a decision on another state than the one that was looked at; ``seen`` is the save_of that was shown."""
    if seen is not None and save_of(role) != seen:
        raise NotPossibleError(
            f"{in_words(role)} was saved{f' by {role.edited_by}' if role.edited_by else ''} after you opened this page: "
            "look at what changes now, then decide."
        )


def lock(role: Role) -> tuple[Role, Role | None]:
    """The row as it is now, and the published row of a working copy; nobody else takes a step until we are done.

    The row of the content version is locked first by everyone who publishes, so that no two wait for each other.
    """
    ContentVersion.objects.select_for_update().filter(pk=ContentVersion.ROW).first()
    found = {
        row.pk: row
        for row in Role.with_copies.select_for_update(of=["self"])
        .filter(models.Q(pk=role.pk) | models.Q(working_copy=role.pk))
        .order_by("pk")
    }
    if role.pk not in found:
        raise NotPossibleError(f"{in_words(role)} is not there any more: somebody has published or discarded it.")
    now = found[role.pk]
    return now, found.get(now.copy_of_id)


def enter(role: Role, status: Status, user, at=None, note=""):
    """Puts a role into a status and saves that; readers see nothing of it."""
    role.status, role.publish_at, role.review_note = status, at, note
    role.status_by, role.status_at = user, timezone.now()
    role.save(update_fields=["status", "publish_at", "review_note", "status_by", "status_at"])


def start_copy(role: Role, user, content: dict | None = None) -> Role:
    """Begins a working copy of a published role, with the content of a document or that of the live page."""
    with transaction.atomic():
        live, _ = lock(role)
        if not live.is_published:
            raise NotPossibleError(f"{in_words(live)} is not published: change the draft itself.")
        if Role.with_copies.filter(copy_of=live).exists():
            raise NotPossibleError(f"“{live.title}” has a working copy already: publish or discard that one first.")
        base = document(live)
        record_if_new(live)
        now = timezone.now()
        kept = {"owner_id": live.owner_id, "review_on": live.review_on, "base": base}
        people = {"status_by": user, "status_at": now, "edited_by": user, "edited_at": now}
        return new_copy(live, content or base, **kept, **people)


def submit(role: Role, user):
    """Hands a draft or working copy to the editors."""
    with transaction.atomic():
        role, _ = lock(role)
        if role.status != Status.DRAFT:
            raise NotPossibleError(f"{in_words(role)} is {state_of(role)}: only a draft can be submitted.")
        enter(role, Status.REVIEW, user)


def withdraw(role: Role, user):
    """Takes back what was submitted and not yet looked at, to go on writing."""
    with transaction.atomic():
        role, _ = lock(role)
        if role.status != Status.REVIEW:
            raise NotPossibleError(f"{in_words(role)} is {state_of(role)}: there is nothing to take back.")
        enter(role, Status.DRAFT, user)


def catch_up(copy: Role, user) -> list[str]:
    """Takes into a working copy what has changed on the live page since it was begun.

    Where both have changed the same part, the copy keeps its own; those are returned in words, to be looked at.
    """
    with transaction.atomic():
        copy, live = lock(copy)
        if live is None or copy.status not in (Status.DRAFT, Status.REVIEW):
            raise NotPossibleError(f"{in_words(copy)} cannot take over changes: only a working copy in writing can.")
        read_parts(copy, live)
        now = document(live)
        content, both = merged(copy.base, now, document(copy))
        record_if_new(live)
        copy.base, copy.edited_by, copy.edited_at = now, user, timezone.now()
        refill(copy, content)
        return disputed_in_words(both)


def send_back(role: Role, user, note: str):
    """Returns what waits for review, or for its time, to its writer with a note."""
    note = note.strip()
    if not note:
        raise NotPossibleError("Say in a note what has to change: the writer sees nothing else.")
    with transaction.atomic():
        role, _ = lock(role)
        if role.status not in (Status.REVIEW, Status.SCHEDULED):
            raise NotPossibleError(f"{in_words(role)} is {state_of(role)}: there is nothing to send back.")
        enter(role, Status.DRAFT, user, note=note)
        set_next_due()


def publish(role: Role, user, at=None, seen: str | None = None) -> Role:
    """Publishes a draft or working copy now, or at a time to come; returns the row that readers see, or will see.

    With the save_of that somebody looked at, it publishes that state and no other.
    """
    with transaction.atomic():
        role, live = lock(role)
        if role.is_published:
            raise NotPossibleError(f"“{role.title}” is published already: begin a working copy to change it.")
        check_seen(role, seen)
        check_ready(role, live)
        if at and at > timezone.now():
            enter(role, Status.SCHEDULED, user, at)
            set_next_due()
            return live or role
        return make_public(role, live, user)


def check_ready(role: Role, live: Role | None):
    """Refuses what would lose a change of the live page, or could not be saved."""
    read_parts(*filter(None, [role, live]))
    if live and document(live) != role.base:
        raise NotPossibleError(
            f"The live page of “{live.title}” has changed since this working copy was begun, and publishing the copy "
            "would undo that: look at what changed, take it into the copy, then publish."
        )
    try:
        role.clean_fields(exclude=[field.name for field in Role._meta.concrete_fields if field.is_relation])
        role.clean()
        role.validate_unique(exclude=["copy_of"])
    except ValidationError as error:
        raise NotPossibleError(f"{in_words(role)} cannot be published: {' '.join(error.messages)}") from error


def make_public(role: Role, live: Role | None, user) -> Role:
    """Publishes what has been checked; the rows are locked."""
    was_scheduled = role.publish_at is not None
    content_changed()
    if live:
        waits = live.unpublish_at, live.unpublish_by
        role = take_over(live, role)
        role.unpublish_at, role.unpublish_by = waits
    role.status, role.publish_at, role.review_note = Status.PUBLISHED, None, ""
    role.status_by, role.status_at = user, timezone.now()
    role.save(force_update=True)
    record(role, user, "Published.")
    if was_scheduled:
        set_next_due()
    return role


def unpublish(role: Role, user, at=None):
    """Takes a page from its readers now, or at a time to come. The row becomes a draft."""
    with transaction.atomic():
        role, _ = lock(role)
        if not role.is_published:
            raise NotPossibleError(f"{in_words(role)} is not published: there is nothing to take from readers.")
        if at and at > timezone.now():
            role.unpublish_at, role.unpublish_by = at, user
            Role.objects.filter(pk=role.pk).update(unpublish_at=at, unpublish_by=user)
        else:
            hide(role, user)
        set_next_due()


def keep_published(role: Role):
    """Takes back that a page was to be taken from its readers."""
    with transaction.atomic():
        role, _ = lock(role)
        if role.unpublish_at is None:
            raise NotPossibleError(f"{in_words(role)} has no time at which it ends.")
        Role.objects.filter(pk=role.pk).update(unpublish_at=None, unpublish_by=None)
        set_next_due()


def look_of(role: Role) -> str:
    """Who looks after a role and when it is read next: the same as long as nobody has changed that."""
    return f"{role.owner_id} {role.review_on}"


def note_look(role: Role, owner, review_on, stored: str):
    """Notes who looks after a published role and when it is read next; ``stored`` is the look_of that was shown.

    Both belong to the role and not to a version of its page: a working copy goes along.
    """
    with transaction.atomic():
        role, _ = lock(role)
        if not role.is_published:
            raise NotPossibleError(f"{in_words(role)} is not published: change this in its form.")
        if look_of(role) != stored:
            raise NotPossibleError(
                f"Somebody has changed this meanwhile: {role.owner or 'nobody'} looks after the page, and the next look "
                f"is on {date_format(role.due_for_review_on, 'j F Y')}. Save again to have it as below."
            )
        both = models.Q(pk=role.pk) | models.Q(copy_of=role)
        Role.with_copies.filter(both).update(owner=owner, review_on=review_on)


def hide(role: Role, user):
    role.unpublish_at = role.unpublish_by = None
    role.status, role.status_by, role.status_at = Status.DRAFT, user, timezone.now()
    role.save(update_fields=["status", "status_by", "status_at", "unpublish_at", "unpublish_by"])


def discard(copy: Role, seen: str | None = None):
    """Deletes a working copy that nobody reviews or waits for; the live page stays as it is."""
    with transaction.atomic():
        copy, live = lock(copy)
        if live is None:
            raise NotPossibleError(f"“{copy.title}” is no working copy: only a working copy can be discarded.")
        if copy.status != Status.DRAFT:
            raise NotPossibleError(
                f"{in_words(copy)} is {state_of(copy)}: take it back or have it sent back, then discard it."
            )
        check_seen(copy, seen)
        copy.delete()


def set_next_due():
    """Notes the earliest time that a role waits for."""
    waiting = Role.with_copies.aggregate(models.Min("publish_at"), models.Min("unpublish_at"))
    times = [time for time in waiting.values() if time]
    ContentVersion.objects.filter(pk=ContentVersion.ROW).update(next_due=min(times, default=None))
