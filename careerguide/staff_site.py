"""The admin site: Django's, with the desk in front, a menu in plain words, and the second factor where one is asked for.

It stands outside the package of the admin, whose modules register with it while they are imported.
"""

from django.contrib import admin

from careerguide.desk import desk
from careerguide.sign_in import lacks_second_factor

# The menu: what people look for, and the models that belong to it, the most used first. All others come last.
MENU = {
    "Roles": ["Role", "Section", "RoleSkill", "FitPoint", "Question", "Transition", "OtherTitle", "OccupationCode"],
    "Tracks": ["Track", "Level"],
    "Skills": ["Skill", "SkillGrade"],
    "Pay": ["PayFigure", "PayImport", "PayNote", "TitleFamily", "TitleRule", "Place", "Projection"],
    "Words": ["Term", "Page", "Synonym", "RetiredSlug"],
    "Sources": ["Source"],
    "Readers": ["Report"],
    "Staff": ["User", "Group", "SignIn", "LogEntry"],
}


class StaffSite(admin.AdminSite):
    site_header = "Careerguide"
    site_title = "Careerguide admin"
    index_title = "Your desk"
    index_template = "admin/desk.html"

    def has_permission(self, request):
        return super().has_permission(request) and not lacks_second_factor(request.user)

    def index(self, request, extra_context=None):
        return super().index(request, {"piles": desk(request.user), **(extra_context or {})})

    def get_app_list(self, request, app_label=None):
        """The menu in groups that people look for; the page of one app stays Django's."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        models = {model["object_name"]: model for app in apps for model in app["models"]}
        groups = {name: [models.pop(model) for model in names if model in models] for name, names in MENU.items()}
        groups["Staff"] += models.values()
        return [
            {"name": name, "app_label": name.lower(), "app_url": found[0]["admin_url"], "models": found}
            for name, found in groups.items()
            if found
        ]

    def each_context(self, request):
        """Those who may not enter see no menu."""
        context = super().each_context(request)
        if not context["has_permission"]:
            context |= {"is_nav_sidebar_enabled": False, "available_apps": []}
        return context
