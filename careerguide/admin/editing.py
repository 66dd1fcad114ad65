"""Who may change which role in the admin: what readers see is changed by publishing and in no other way."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from careerguide.models import Role

Status = Role.Status
REVIEWER = "careerguide.publish_role"


def why_not(user, role: Role) -> str:
    """Why somebody cannot change a role in its form, in a sentence; empty when they can."""
    if role.is_published:
        return "Readers see this page: it is changed in a working copy, which takes its place when it is published."
    if role.status == Status.SCHEDULED:
        return "It waits for its time to be published: send it back to change it."
    if role.status == Status.REVIEW and not user.has_perm(REVIEWER):
        return "It waits for review: take it back to change it."
    if role.copy_of_id is None and getattr(role, "working_copy", None):  # read once for each row
        return "It has a working copy: publish or discard that one first."
    return ""


def may_edit(user, role: Role) -> bool:
    return not why_not(user, role)


def note_edit(role: Role, user):
    """Remembers who saved a draft, or a part of it, and when."""
    Role.with_copies.filter(pk=role.pk).update(edited_by=user, edited_at=timezone.now())


class FindsCopies(admin.ModelAdmin):
    """Finds a row by its key among working copies as well, which no list holds."""

    def get_object(self, request, object_id, from_field=None):
        field = self.opts.get_field(from_field) if from_field else self.opts.pk
        try:
            return self.model._base_manager.get(**{field.name: field.to_python(object_id)})
        except (self.model.DoesNotExist, ValidationError, ValueError):
            return None


class KeepsLivePages:
    """For the form of a role and the forms of its parts: open to changes as far as the role is."""

    def role_of(self, row) -> Role:
        return row if isinstance(row, Role) else row.role

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or may_edit(request.user, self.role_of(obj))
        )

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or self.may_delete(request, obj))

    def may_delete(self, request, row) -> bool:
        return may_edit(request.user, self.role_of(row))


class DraftParts(KeepsLivePages):
    """For the lists of parts: those of working copies are left out, those of published roles are only read."""

    def get_queryset(self, request):
        return super().get_queryset(request).live()

    def get_readonly_fields(self, request, obj=None):
        # A part stays with its role: moved, it would leave a page without it.
        return [*super().get_readonly_fields(request, obj), *(["role"] if obj else [])]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "role":
            drafts = Role.objects.filter(status=Status.DRAFT)
            field.queryset = drafts.filter(working_copy=None)
            field.error_messages["invalid_choice"] = (
                "Choose a role that is a draft: a published page is changed in its working copy."
            )
        return field

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        note_edit(obj.role, request.user)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        note_edit(obj.role, request.user)

    def delete_queryset(self, request, queryset):
        roles = {part.role for part in queryset.select_related("role")}
        super().delete_queryset(request, queryset)
        for role in roles:
            note_edit(role, request.user)
