"""Forms that end a file or an exercise: a reason, a resolution, an urgent referral."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import DateField, Form, Helper
from inspections.forms.identifiers import KeepBox, Scanned
from inspections.models import Rating


class ReasonForm(Scanned, Form):
    """Why a file is set aside."""

    scanned = ("reason",)

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Reason", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text="It stays with the file and is in its history. No names of victims or suspects.",
    )  # fmt: skip

    def __init__(self, *args: Any, submit: str, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = Helper("version", "reason", KeepBox(), submit=submit, cancel=cancel)


class ResolutionForm(Scanned, Form):
    """Which rating counts where two marks disagree."""

    scanned = ("reason",)

    rating = forms.ChoiceField(label="The rating that counts", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000,
        help_text="Neither mark changes; this is shown beside both.",
    )  # fmt: skip

    def __init__(self, *args: Any, ratings: Sequence[Rating], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ratings = {str(rating.pk): rating for rating in ratings}
        self.fields["rating"].choices = [(key, rating.label) for key, rating in self.ratings.items()]  # type: ignore[attr-defined]
        self.helper = Helper("rating", "reason", KeepBox(), submit="Resolve the disagreement")

    def clean_rating(self) -> Rating:
        """Return the rating itself."""
        return self.ratings[self.cleaned_data["rating"]]


class LockForm(Form):
    """That an exercise is to be locked."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = Helper("version", submit="Lock this review", cancel=cancel)


class ReferralForm(Scanned, Form):
    """A victim at risk now: what, and who in the force was told."""

    scanned = ("what", "to_whom")

    what = forms.CharField(
        label="What is the risk?", widget=forms.Textarea(attrs={"rows": 5}), max_length=4000,
        help_text="What the force must know to act today. The force finds the victim by its own reference: no names.",
    )  # fmt: skip
    to_whom = forms.CharField(
        label="Who in the force did you tell?", max_length=200, help_text="A post, for example the force control room"
    )

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = Helper("what", "to_whom", KeepBox(), submit="Record the urgent referral", cancel=cancel)


class ReferralAnswerForm(Scanned, Form):
    """What the force did about a referral."""

    scanned = ("acknowledgement", "outcome")

    version = forms.IntegerField(widget=forms.HiddenInput)
    acknowledged_on = DateField(label="When did the force acknowledge it?", required=False)
    acknowledgement = forms.CharField(
        label="What did the force answer?", widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=4000
    )
    outcome = forms.CharField(
        label="What came of it?", widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=4000
    )

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = Helper(
            "version",
            "acknowledged_on",
            "acknowledgement",
            "outcome",
            KeepBox(),
            submit="Save the force's answer",
            cancel=cancel,
        )
