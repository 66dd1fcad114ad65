"""The admin site: Django's, with the second factor where one is asked for.

It stands outside the package of the admin, whose modules register with it while they are imported.
"""

from django.contrib import admin

from careerguide.sign_in import lacks_second_factor


class StaffSite(admin.AdminSite):
    site_header = "Careerguide"
    site_title = "Careerguide admin"
    index_title = "Content"

    def has_permission(self, request):
        return super().has_permission(request) and not lacks_second_factor(request.user)

    def each_context(self, request):
        """Those who may not enter see no menu."""
        context = super().each_context(request)
        if not context["has_permission"]:
            context |= {"is_nav_sidebar_enabled": False, "available_apps": []}
        return context
