"""The rows of each table: which columns they have, what they change, and that published roles change in their copies."""

from copy import deepcopy

from diff_match_patch import diff_match_patch
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from import_export import fields, resources

from careerguide.importers import RefusedError
from careerguide.models import Content, PayFigure, Role, Skill, Transition
from careerguide.publishing import NotPossibleError, start_copy

from .cells import OneRow, Plain, SeveralRows


class Changes(resources.Diff):
    """What a row changes: the columns that differ, each with the words that go and come."""

    def as_html(self) -> list[tuple[str, SafeString]]:
        return [
            (name, marked("" if self.new else before, after))
            for name, before, after in zip(self.names, self.left, self.right, strict=True)
            if (after if self.new else before != after)
        ]

    def __init__(self, resource, instance, new):
        super().__init__(resource, instance, new)
        self.names = resource.get_diff_headers()


def marked(before: str, after: str) -> SafeString:
    """Two texts as one, with what goes and what comes marked."""
    compare = diff_match_patch()
    pieces = compare.diff_main(str(before or ""), str(after or ""))
    compare.diff_cleanupSemantic(pieces)
    tags = {-1: "<del>{}</del>", 0: "{}", 1: "<ins>{}</ins>"}
    return mark_safe("".join(format_html(tags[kind], text) for kind, text in pieces))  # noqa: S308 - each piece is escaped


class Table(resources.ModelResource):
    """Rows of one model: known by their natural key, checked as in a form, none ever deleted."""

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        use_transactions = True

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        if django_field.many_to_many:
            widget = SeveralRows(django_field.related_model)
        elif django_field.is_relation:
            widget = OneRow(django_field.related_model)
        else:
            widget = Plain(django_field)
        return fields.Field(
            attribute=field_name,
            column_name=field_name,
            widget=widget,
            readonly=readonly,
            default=django_field.default,
        )

    @classmethod
    def get_diff_class(cls):
        return Changes

    def before_import(self, dataset, **kwargs):
        known = [field.column_name for field in self.fields.values()]
        if unknown := [name for name in dataset.headers if name not in known]:
            raise RefusedError(f"There is no column “{unknown[0]}”: the columns are {', '.join(known)}.")
        keys = [self.fields[name].column_name for name in self.get_import_id_fields()]
        if missing := [name for name in keys if name not in dataset.headers]:
            raise RefusedError(f"The file lacks the columns {', '.join(missing)}, by which rows are known.")


def columns(model, *besides: str) -> list[str]:
    """The fields that people edit, in the order of the model."""
    return [
        field.name
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if field.editable
        and field.serialize
        and not field.primary_key
        and field.name not in besides
        and not (field.is_relation and not issubclass(field.related_model, Content))
    ]


class SkillTable(Table):
    class Meta(Table.Meta):
        model = Skill
        fields = columns(Skill)
        import_id_fields = ["slug"]


class TransitionTable(Table):
    class Meta(Table.Meta):
        model = Transition
        fields = columns(Transition)
        import_id_fields = ["from_role", "to_role"]


class PayTable(Table):
    class Meta(Table.Meta):
        model = PayFigure
        fields = columns(PayFigure)
        import_id_fields = [name.partition(".")[0] for name in PayFigure.NATURAL_KEY]

    def before_save_instance(self, instance, row, **kwargs):
        # Amounts that staff change no longer rest on the import that gave them.
        instance.pay_import = None


class RoleTable(Table):
    """The fields of roles themselves. A published page is never changed: its working copy is, or one is begun."""

    status = fields.Field(attribute="status", column_name="status", readonly=True)

    class Meta(Table.Meta):
        model = Role
        fields = ["slug", "status", *columns(Role, "slug", "status")]
        import_id_fields = ["slug"]

    def import_data(self, dataset, *args, user=None, **kwargs):
        self.user = user
        return super().import_data(dataset, *args, user=user, **kwargs)

    def get_or_init_instance(self, instance_loader, row):
        role, new = super().get_or_init_instance(instance_loader, row)
        if new or not role.is_published:
            return role, new
        copy = Role.with_copies.filter(copy_of=role).first()
        if copy and copy.status != Role.Status.DRAFT:
            raise NotPossibleError(
                f"The working copy of “{role.title}” is {copy.get_status_display()}: decide on it first."
            )
        if copy is None and self.changes(role, row):
            copy = start_copy(role, self.user)
        return copy or role, False

    def changes(self, role, row) -> bool:
        """Whether a row says something else than the page; what it says wrongly is told where it is read again."""
        trial = deepcopy(role)
        try:
            self.import_instance(trial, row)
            return not self.skip_row(trial, role, row)
        except (ValidationError, ValueError):
            return False

    def before_save_instance(self, instance, row, **kwargs):
        instance.edited_by, instance.edited_at = self.user, timezone.now()
