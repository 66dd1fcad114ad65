"""Atom feeds: roles by the date of their text, and pay figures that an import changed."""

import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from careerguide.cache import public_page
from careerguide.models import ContentVersion, FigureChange, Role
from careerguide.sharing import SITE_NAME, absolute

MOST_ENTRIES = 60


@public_page
def role_feed(request):
    """Roles whose text is new or has changed, the latest first."""
    feed = empty_feed(request, f"{SITE_NAME}: roles", "New roles, and roles whose text has changed.", "role_list")
    for role in Role.objects.for_ladder().order_by("-written_on", "slug")[:MOST_ENTRIES]:
        feed.add_item(
            title=role.title,
            link=absolute(role.get_absolute_url()),
            description=role.lede,
            # A change of the text is a new entry to readers of feeds.
            unique_id=f"{absolute(role.get_absolute_url())}#{role.written_on}",
            updateddate=datetime.datetime.combine(role.written_on, datetime.time(), datetime.UTC),
            categories=[role.track.name],
        )
    return answer(feed)


@public_page
def pay_feed(request):
    """Pay figures that an import added or changed, role by role, the latest import first."""
    feed = empty_feed(request, f"{SITE_NAME}: pay", "Pay figures that are new or have changed.", "pay_explorer")
    for change in FigureChange.objects.by_role()[:MOST_ENTRIES]:
        role, release = change["role__title"], change["pay_import__release"]
        address = absolute(reverse("role_pay", args=[change["role__slug"]]))
        number = change["number"]
        feed.add_item(
            title=f"{role}: {number} pay figure{'' if number == 1 else 's'} new or changed",
            link=address,
            description=f"{change['pay_import__source__title']}, release {release}.",
            unique_id=f"{address}#import-{change['pay_import']}",
            updateddate=change["pay_import__imported_at"],
        )
    return answer(feed)


class Feed(Atom1Feed):
    """A feed without entries bears the date of the content: the same feed whenever it is asked for."""

    def latest_post_date(self):
        if self.items:
            return super().latest_post_date()
        version = ContentVersion.counted().first()
        return version.latest if version else datetime.datetime.fromtimestamp(0, datetime.UTC)


def empty_feed(request, title: str, subtitle: str, page: str) -> Feed:
    return Feed(
        title=title,
        link=absolute(reverse(page)),
        description="",
        subtitle=subtitle,
        language="en-GB",
        feed_url=absolute(request.path),
        author_name=SITE_NAME,
    )


def answer(feed: Feed) -> HttpResponse:
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
