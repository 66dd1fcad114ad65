"""Roles whose time has come: the first request after it publishes them, so nothing else need be running."""

import logging
from threading import Lock

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone

from careerguide.models import ContentVersion, Role

from .flow import NotPossibleError, Status, check_ready, enter, hide, make_public, set_next_due

log = logging.getLogger(__name__)
publishing = Lock()


def current_version() -> int:
    """The number of the latest change that readers see, after publishing what is due.

    Where that fails, as while the database is locked, readers keep the page of before and the next request tries again.
    """
    number, due = ContentVersion.counted().values_list("total", "next_due").first() or (0, None)
    # One thread of a process tries at a time; the others answer with what there is.
    if due and due <= timezone.now() and publishing.acquire(blocking=False):
        try:
            publish_due()
            number = ContentVersion.current()
        except Exception:
            log.exception("What was due at %s could not be published or unpublished.", due)
        finally:
            publishing.release()
    return number


def publish_due(now=None):
    """Publishes and unpublishes the roles whose time has come, each once however many processes try."""
    now = now or timezone.now()
    with transaction.atomic():
        version = ContentVersion.objects.select_for_update().filter(pk=ContentVersion.ROW).first()
        if version is None or version.next_due is None or version.next_due > now:
            return
        for role in Role.with_copies.filter(publish_at__lte=now).order_by("publish_at", "pk"):
            live = role.copy_of and Role.objects.select_for_update(of=["self"]).get(pk=role.copy_of_id)
            try:
                check_ready(role, live)
            except NotPossibleError as error:
                enter(role, Status.REVIEW, role.status_by, note=f"It was not published when its time came. {error}")
                log_action(live or role, role.status_by, f"Not published when its time came. {error}")
            else:
                user = role.status_by
                log_action(make_public(role, live, user), user, "Published when its time came.")
        for role in Role.objects.filter(unpublish_at__lte=now):
            log_action(role, role.unpublish_by, "Taken from its readers when its time came.")
            hide(role, role.unpublish_by)
        set_next_due()


def log_action(role: Role, user, words: str):
    """Writes into the admin's log what whoever set the time has brought about; that log knows no entry of nobody."""
    if user:
        LogEntry.objects.log_actions(user.pk, [role], CHANGE, words[:2000], single_object=True)
