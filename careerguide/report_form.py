"""The form of a report of an error: no account and no cookie, so a signed token and a limit stand in for both."""

import ipaddress
import time

from allauth.account.adapter import get_adapter
from django import forms
from django.core import signing
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from careerguide.models import Report

# Seconds. Nobody reads a form and writes a sentence faster; a page left open for longer is sent once more.
FEWEST_SECONDS = 3
MOST_SECONDS = 24 * 60 * 60
MOST_REPORTS, PERIOD = 5, 60 * 60
SIGNER = signing.TimestampSigner(salt="careerguide.report")


class ReportForm(forms.Form):
    """What is wrong, and where to answer. ``about`` is the reference that the page was opened with."""

    message = forms.CharField(
        label="What is wrong",
        widget=forms.Textarea(attrs={"rows": 6, "class": "in"}),
        help_text=f"In your own words; where you can, say what is right and who says so. At most {Report.MOST_CHARACTERS:,} characters.",
        error_messages={"required": "Say what is wrong: one sentence is enough."},
    )
    email = forms.EmailField(
        label="E-mail for an answer (optional)",
        required=False,
        widget=forms.EmailInput(attrs={"class": "in", "autocomplete": "email"}),
        help_text="An editor uses it to answer you and for nothing else. It is deleted as soon as the report is answered or closed.",
        error_messages={
            "invalid": "Write an address like name@example.org, or leave it empty.",
            "max_length": "Write an address like name@example.org, or leave it empty.",
        },
    )
    # Programs fill every field that they find; people never see this one.
    website = forms.CharField(label="Leave this empty", required=False)
    token = forms.CharField(required=False)

    def __init__(self, data=None, *, about: str):
        self.about = about
        super().__init__(data, auto_id="report-%s", label_suffix="")

    @property
    def token_age(self) -> float | None:
        """Seconds since the page was opened; None where the token is not ours, of another page, or too old."""
        token = self.data.get("token", "")
        try:
            about = SIGNER.unsign(token, max_age=MOST_SECONDS)
        except signing.BadSignature:
            return None
        opened = signing.b62_decode(token.rsplit(SIGNER.sep, 2)[1])
        return time.time() - opened if about == self.about else None

    @property
    def next_token(self) -> str:
        """The token to send the form with: the one that came, as long as it holds."""
        return SIGNER.sign(self.about) if self.token_age is None else self.data["token"]

    def clean_message(self):
        # Browsers send two characters for the end of a line.
        message = self.cleaned_data["message"].replace("\r\n", "\n")
        if len(message) > Report.MOST_CHARACTERS:
            raise forms.ValidationError(
                f"Use at most {Report.MOST_CHARACTERS:,} characters; these are {len(message):,}."
            )
        return message

    def clean(self):
        super().clean()
        age = self.token_age
        if self.cleaned_data.get("website"):
            raise forms.ValidationError(
                "A field that people do not see was filled in. It is empty again: send once more."
            )
        if age is None:
            raise forms.ValidationError(
                "The page was open for more than a day. Your words are still here: send once more."
            )
        if age < FEWEST_SECONDS:
            raise forms.ValidationError("That was faster than people write. Your words are still here: send once more.")


def is_over_limit(request) -> bool:
    """Whether too many reports have come from the sender's address within the hour; counts this one if not.

    The address is kept as a keyed digest, and no longer than the hour.
    """
    key = "report-" + salted_hmac("careerguide.report", sender(request)).hexdigest()
    sent = [moment for moment in cache.get(key, []) if moment > time.time() - PERIOD]
    if len(sent) >= MOST_REPORTS:
        return True
    cache.set(key, [*sent, time.time()], PERIOD)
    return False


def sender(request) -> str:
    """The network that a request comes from: the address as the proxy in front saw it, of IPv6 the first half."""
    ip = ipaddress.ip_address(get_adapter().get_client_ip(request))
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)
