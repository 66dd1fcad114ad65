"""How staff enter: the sign-in page, and what those see who may not enter or try too often."""

from allauth.account import views as account
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from careerguide.sign_in import lacks_second_factor


def sign_in(request):
    """The sign-in page. The admin sends everybody here whom it does not let in, those signed in as well."""
    if not request.user.is_authenticated or admin.site.has_permission(request):
        return account.login(request)
    if not (request.user.is_active and request.user.is_staff):
        raise PermissionDenied
    if lacks_second_factor(request.user):
        messages.warning(request, "Your account needs a second factor before you can go on: set one up here.")
        return redirect("mfa_activate_totp")
    raise PermissionDenied


def too_many_tries(request):
    """The answer to those who guess, right or wrong."""
    context = admin.site.each_context(request)
    answer = TemplateResponse(request, "account/too_many_tries.html", context, status=429)
    answer.headers["Retry-After"] = "300"
    return answer.render()
