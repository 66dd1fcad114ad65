"""The cells of a table: values as the model's own fields read them, other rows by their names in the address."""

from django.core.exceptions import ValidationError
from import_export import widgets

from careerguide.markdown import tidy
from careerguide.models import MarkdownField


class Plain(widgets.Widget):
    """A cell as the model's own field reads and writes it."""

    def __init__(self, field):
        self.field = field
        super().__init__()

    def clean(self, value, row=None, **kwargs):
        text = "" if value is None else str(value)
        if isinstance(self.field, MarkdownField):
            return tidy(text)
        if not text.strip():
            return "" if self.field.empty_strings_allowed and not self.field.null else None
        try:
            return self.field.to_python(text)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value).rstrip("\n")


def key_of(model) -> str:
    """The field by which a table names a row of another model."""
    return model.NATURAL_KEY[0]


def found(model, keys: list[str]) -> list:
    """The rows with these names, in their order; ValueError with a sentence for one that there is none of."""
    rows = {getattr(row, key_of(model)): row for row in model.objects.filter(**{f"{key_of(model)}__in": keys})}
    if unknown := [key for key in keys if key not in rows]:
        raise ValueError(f"There is no {model._meta.verbose_name} “{unknown[0]}”.")
    return [rows[key] for key in keys]


class OneRow(widgets.Widget):
    """The name of a row of another model."""

    def __init__(self, model):
        self.model = model
        super().__init__()

    def clean(self, value, row=None, **kwargs):
        name = str(value or "").strip()
        return found(self.model, [name])[0] if name else None

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else getattr(value, key_of(self.model))


class SeveralRows(widgets.ManyToManyWidget):
    """The names of rows of another model, with blanks between them."""

    def __init__(self, model):
        super().__init__(model, separator=" ", field=key_of(model))

    def clean(self, value, row=None, **kwargs):
        return found(self.model, list(dict.fromkeys(str(value or "").split())))

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else " ".join(sorted(getattr(row, self.field) for row in value.all()))
