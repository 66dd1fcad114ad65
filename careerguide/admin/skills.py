"""Skills, the words for their grades, and the grades that roles ask for, in the admin."""

from django.contrib import admin

from careerguide.models import RoleSkill, Skill, SkillGrade
from careerguide.tables import SkillTable

from .base import ContentAdmin, PartAdmin, StackedParts, TabularParts
from .tables import HasTable
from .where_used import Mergeable
from .writing import WarnsOfSimilarTitles


class SkillGrades(StackedParts):
    model = SkillGrade
    classes = []
    show_change_link = False
    max_num = 4
    fields = ["grade", "meaning", "getting_there"]


class RoleSkills(TabularParts):
    model = RoleSkill
    verbose_name = "skill"
    verbose_name_plural = "skills"
    fields = ["order", "skill", "grade", "you_can", "basis"]
    ordering = ["order", "skill__name"]


@admin.register(Skill)
class SkillAdmin(HasTable, WarnsOfSimilarTitles, Mergeable, ContentAdmin):
    resource_classes = [SkillTable]
    named_by = ["name", "other_names"]
    list_display = ["name", "category", "tier", "summary"]
    list_filter = ["category", "tier"]
    search_fields = ["name", "slug", "other_names", "summary", "taxonomy"]
    ordering = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [SkillGrades]
    fieldsets = [
        (None, {"fields": ["name", "slug", ("category", "tier"), "summary", "other_names"]}),
        ("Text of the skill’s page", {"fields": ["about", "start_with"]}),
        (
            "Where it comes from",
            {"fields": ["taxonomy", "sources"], "description": "The classification and the sources that name it."},
        ),
    ]


@admin.register(SkillGrade)
class SkillGradeAdmin(ContentAdmin):
    list_display = ["skill", "grade", "meaning"]
    list_filter = ["grade", "skill__category"]
    search_fields = ["skill__name", "meaning", "getting_there"]
    ordering = ["skill__name", "grade"]

    def view_on_site(self, grade):
        return grade.skill.get_absolute_url()


@admin.register(RoleSkill)
class RoleSkillAdmin(PartAdmin):
    anchor = "skills"
    list_display = ["skill", "role", "grade", "you_can", "basis"]
    list_filter = ["grade", "basis", "skill__category", "role__track", "role__level"]
    search_fields = ["skill__name", "role__title", "you_can"]
    ordering = ["skill__name", "-grade", "role"]
    fields = ["role", "skill", "grade", "you_can", "basis", "order"]
