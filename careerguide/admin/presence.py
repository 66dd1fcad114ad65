"""Who else has a form open: told to everybody who opens it, and kept in the shared cache for minutes."""

from datetime import UTC, datetime

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

# Seconds after which somebody who has not been heard of counts as gone. The script on the page speaks every minute;
# without it, the page counts as open for this long.
KEPT = 5 * 60


def others_here(key, user, leaving=False) -> list[str]:
    """Notes that ``user`` is here, or leaves, and says who else is: “Ada, since 14:02 UTC”."""
    now = timezone.now().timestamp()
    people = {pk: person for pk, person in cache.get(key, {}).items() if now - person[2] < KEPT}
    since = people.pop(user.pk, (None, now, None))[1]
    told = [f"{name}, since {datetime.fromtimestamp(start, UTC):%H:%M} UTC" for name, start, _ in people.values()]
    if not leaving:
        people[user.pk] = (user.get_full_name() or user.get_username(), since, now)
    cache.set(key, people, KEPT)
    return sorted(told)


class ShowsWhoIsHere:
    """For every ModelAdmin with a form."""

    def presence_key(self, pk) -> str:
        return f"open-{self.opts.label_lower}-{pk}"

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.open_view))
        name = f"{self.opts.app_label}_{self.opts.model_name}_open"
        return [path("<int:pk>/open/", view, name=name), *super().get_urls()]

    def open_view(self, request, pk):
        """What the script on the form asks every minute, and tells when it leaves."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return JsonResponse({"others": others_here(self.presence_key(pk), request.user, "leaving" in request.POST)})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None and self.has_change_permission(request, obj):
            context["others_here"] = others_here(self.presence_key(obj.pk), request.user)
            name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_open"
            context["open_url"] = reverse(name, args=[obj.pk])
        return super().render_change_form(request, context, add, change, form_url, obj)
