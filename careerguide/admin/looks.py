"""The form with which an editor notes that a published page was read: who looks after it, and when it is read again."""

from datetime import timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.dateformat import format as date_format

from careerguide import publishing
from careerguide.models import Role
from careerguide.publishing import NotPossibleError

# What belongs to a role and to no version of its page, as it stands in the fieldsets of its form.
LOOK = ("owner", "review_on")
YEAR = timedelta(days=365)


def staff():
    """Who can look after a page."""
    return get_user_model().objects.filter(is_staff=True, is_active=True).order_by("username")


class LookForm(forms.Form):
    """Made from what is stored of a role; refused when somebody has changed that since."""

    owner = forms.ModelChoiceField(queryset=None, required=False, label="Who looks after it", empty_label="Nobody")
    review_on = forms.DateField(
        label="Next look",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="When somebody reads the page again: from that day on it lies on the desk.",
        error_messages={"required": "Choose the day of the next look.", "invalid": "Write the date as 2027-01-31."},
    )
    stored = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, role: Role):
        stored = publishing.look_of(role)
        next_look = timezone.localdate() + YEAR
        super().__init__(data, initial={"owner": role.owner_id, "review_on": next_look, "stored": stored})
        self.role = role
        self.fields["owner"].queryset = staff()

    def clean_review_on(self):
        if self.cleaned_data["review_on"] <= timezone.localdate():
            raise forms.ValidationError("The next look is still to come: choose a later day.")
        return self.cleaned_data["review_on"]

    def save(self) -> bool:
        """Whether it is saved; where it is not, the form says why and can be sent again."""
        try:
            publishing.note_look(self.role, **self.cleaned_data)
        except NotPossibleError as error:
            self.add_error(None, str(error))
            self.data = self.data.copy()
            self.data["stored"] = publishing.look_of(Role.objects.get(pk=self.role.pk))
            return False
        return True

    def words(self) -> str:
        owner, day = self.cleaned_data["owner"], date_format(self.cleaned_data["review_on"], "j F Y")
        return f"Looked through. {owner or 'Nobody'} looks after it; the next look is on {day}."
