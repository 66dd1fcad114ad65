"""The preview of a role that is not published, at a link that works signed out and ends."""

from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from careerguide.cache import PRIVATE
from careerguide.models import PreviewLink, Role
from careerguide.publishing import current_version
from careerguide.reference import reference
from careerguide.role_page import page_context
from careerguide.views.errors import answer


@require_safe
def role_preview(request, token):
    """The real page with a band that says what it is; 410 when the link has expired or was revoked."""
    try:
        link = PreviewLink.objects.with_token(token)
    except BadSignature as error:
        raise Http404 from error
    if link is None or not link.is_open:
        response = answer(request, 410, {"is_preview": True, "words": ""})
    elif link.role.is_published:
        response = redirect(link.role)
    else:
        role = Role.with_copies.select_related("track", "level", "copy_of").get(pk=link.role_id)
        # Nothing of it belongs in an index: no canonical address, no card, no data for machines.
        marks = {"preview": link, "canonical": "", "structured_data": "", "title": f"Preview: {role.title}"}
        response = render(request, "roles/detail.html", page_context(role, reference(current_version())) | marks)
    response.headers["Cache-Control"] = PRIVATE
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
