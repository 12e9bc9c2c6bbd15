"""Forms about national recommendations: making one, correcting its title, and the filters of its pages."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from core.forms import DateField, Field, FilterForm, FilterHelper, Form, Helper, PartialDateField, Reveal
from findings.choices import cycle_choices
from findings.forms.register import NOT_CLOSED
from findings.models import Addressee, DueKind, NationalRecommendation, Status
from forces.models import Cycle, Region

OVERDUE = ("overdue", "Overdue")
DEADLINES = [
    (DueKind.NONE, "No deadline is set"),
    (DueKind.IMMEDIATE, "Immediately"),
    (DueKind.RELATIVE, "Within a number of days"),
    (DueKind.ABSOLUTE, "By a date"),
]


def theme_choices() -> list[tuple[str, str]]:
    """Return what the recommendations held are about."""
    themes = NationalRecommendation.objects.order_by("theme").values_list("theme", flat=True).distinct()
    return [("", "Any theme"), *((theme, in_words(theme)) for theme in themes)]


def in_words(theme: str) -> str:
    """Return a theme as it is read."""
    return theme.replace("-", " ").capitalize()


class NationalForm(Form):
    """What a published report recommends, to whom, and by when."""

    cycle = forms.ModelChoiceField(
        Cycle.objects.all(),
        to_field_name="slug",
        empty_label="Choose a cycle",
        error_messages={"required": "Choose the cycle it belongs to"},
    )
    theme = forms.CharField(
        label="Theme",
        max_length=80,
        help_text="A word or two, such as stop and search. Findings about the same thing share their theme.",
        error_messages={"required": "Enter what it is about, such as stop and search"},
    )
    addressed_to = forms.ChoiceField(
        label="Whom does it ask?",
        choices=Addressee.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select all forces or another body"},
    )
    body = forms.CharField(label="Which body?", max_length=150, required=False)
    title = forms.CharField(
        label="Short title", max_length=150, error_messages={"required": "Enter a short title for lists"}
    )
    wording = forms.CharField(
        label="Wording",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="As it was published. It never changes afterwards.",
        error_messages={"required": "Enter the wording as it was published"},
    )
    published = PartialDateField(
        label="When was it published?",
        help_text="As exactly as it is known. For a season or a month, leave the day empty.",
        error_messages={"required": "Enter when it was published, the year at least"},
    )
    due_kind = forms.ChoiceField(
        label="By when?",
        choices=DEADLINES,
        widget=forms.RadioSelect,
        error_messages={"required": "Select by when, or that no deadline is set"},
    )
    due_days = forms.IntegerField(
        label="Days after publication",
        min_value=1,
        max_value=3650,
        required=False,
    )
    due_on = DateField(label="Due on", required=False)
    source = forms.CharField(
        max_length=300,
        help_text="The report and page, or the address, where everybody can read it.",
        error_messages={"required": "Enter where it is published"},
    )

    helper = Helper(
        "cycle",
        "theme",
        Reveal("addressed_to", {Addressee.BODY: ["body"]}),
        "title",
        "wording",
        "published",
        Reveal(
            "due_kind",
            {DueKind.RELATIVE: [Field("due_days", classes="govuk-input--width-4")], DueKind.ABSOLUTE: ["due_on"]},
        ),
        "source",
        submit="Make the recommendation",
    )

    def clean_theme(self) -> str:
        """Return the theme as findings hold it."""
        theme = slugify(self.cleaned_data["theme"])
        if not theme:
            raise ValidationError("Enter the theme in words, such as stop and search")
        return theme

    def clean(self) -> dict[str, object]:
        """Ask for what the answers call for."""
        said = self.cleaned_data
        if said.get("addressed_to") == Addressee.BODY and not said.get("body"):
            self.add_error("body", "Enter the body that is asked")
        if said.get("due_kind") == DueKind.RELATIVE and "due_days" in said and said["due_days"] is None:
            self.add_error("due_days", "Enter how many days after publication it is due")
        if said.get("due_kind") == DueKind.ABSOLUTE and "due_on" in said and said["due_on"] is None:
            self.add_error("due_on", "Enter the day it is due")
        return said


class CorrectionForm(Form):
    """What may be corrected of a national recommendation: not its wording."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label="Short title", max_length=150)
    source = forms.CharField(max_length=300)
    reason = forms.CharField(label="Why is it corrected?", max_length=300)

    helper = Helper("version", "title", "source", "reason", submit="Save the correction")


class NationalFilter(FilterForm):
    """What the list of national recommendations is filtered by."""

    q = forms.CharField(label="Reference or words", max_length=100)
    cycle = forms.ChoiceField(choices=cycle_choices)
    theme = forms.ChoiceField(choices=theme_choices)

    helper = FilterHelper("q", "cycle", "theme", heading="Filter national recommendations")


class ProgressFilter(FilterForm):
    """What the forces' progress is filtered by."""

    status = forms.ChoiceField(
        choices=[
            ("", "Any status"),
            NOT_CLOSED,
            OVERDUE,
            *((status.value, status.label) for status in Status if status != Status.DRAFT),
        ]
    )
    region = forms.ChoiceField(choices=[("", "Any region"), *Region.choices])

    helper = FilterHelper("status", "region", heading="Filter forces", open=False)
