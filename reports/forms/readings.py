"""Forms about published reports that are read in: sending one, which inspection it is of, confirming what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from core.forms import DateField, Form, Helper
from forces.models import Force
from inspections.forms.frameworks import FrameworkChoice
from inspections.models import Framework

Choices = Callable[[], list[Any]]


class ReportFileForm(Form):
    """A published report."""

    file = forms.FileField(
        label="File",
        max_length=255,
        allow_empty_file=True,  # refused like every other file that cannot be read, with its outcome kept
        help_text="The report as a PDF with text (up to 20 MB) or as plain text (up to 1 MB).",
    )

    helper = Helper("file", submit="Send and read")


class AboutForm(Form):
    """Which inspection a report is of."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    force = forms.ModelChoiceField(Force.objects.none(), to_field_name="slug", empty_label="Choose a force")
    framework = FrameworkChoice(
        Framework.objects.none(),
        label="Cycle and pillar",
        to_field_name="slug",
        empty_label="Choose one",
        help_text="One that is not here is made with the frameworks first.",
    )
    published_on = DateField(
        label="Published on",
        required=False,
        help_text="The day the report came out, for example 22 3 2018. Needed unless the inspection is held with it.",
    )
    source = forms.CharField(
        label="Where it was published",
        max_length=200,
        help_text="Its title or address. It stands as the source of everything that is recorded from it.",
    )

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["force"]
        chosen.queryset = Force.objects.filter(is_in_scope=True).order_by("name")
        framework: Any = self.fields["framework"]
        framework.queryset = Framework.objects.select_related("cycle").order_by(
            "-cycle__first_year", "pillar", "version_number"
        )
        self.helper = Helper(*self.fields, submit="Confirm the inspection", cancel=cancel)


class Later(forms.CharField):
    """One of several choices that are asked for only when the list is drawn; the action knows which there are."""

    widget = forms.Select

    def offer(self, choices: Choices) -> None:
        """Say where the choices come from."""
        widget: Any = self.widget
        widget.choices = choices


class ProposalForm(Form):
    """What a proposal says, to be confirmed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, offers: dict[str, Choices], cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in offers.items():
            field: Any = self.fields[name]
            field.offer(choices)
        self.helper = Helper(*self.fields, submit="Confirm", cancel=cancel)


class JudgmentForm(ProposalForm):
    """What was judged of which question."""

    question = Later(label="Question", error_messages={"required": "Select the question"})
    conclusion = Later(
        label="Grade, or why there is none", error_messages={"required": "Select the grade, or why there is none"}
    )
    last_inspected = forms.CharField(
        label="Last inspected",
        max_length=20,
        required=False,
        help_text="The cycle, such as 2017. An earlier one says that the question was left out and its grade stands.",
    )
    reason = forms.CharField(
        label="Why there is no grade",
        max_length=1000,
        required=False,
        help_text="Only where a question that is graded was not.",
    )


class FindingForm(ProposalForm):
    """A finding as the report prints it."""

    wording = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="As printed. It never changes once it is confirmed.",
    )
    title = forms.CharField(
        label="Short title", max_length=150, required=False, help_text="Left empty, it is the beginning of the wording."
    )
    place = Later(label="Question or part of one", required=False)
    same_as = Later(
        label="Is it held already, in other words?",
        required=False,
        help_text="Choose the finding that is the same: then nothing is added.",
    )


class RecommendationForm(FindingForm):
    """A recommendation; it stands where its cause of concern stands."""

    parent = Later(label="The cause of concern it answers", required=False)
    place = None


class ReviewForm(ProposalForm):
    """How many files were looked at."""

    files = forms.IntegerField(label="Files looked at", min_value=1, max_value=9999)
    good = forms.IntegerField(
        label="Of a good standard",
        min_value=0,
        max_value=9999,
        required=False,
        help_text="Left empty, the report gives no count.",
    )


class RefusalForm(Form):
    """Why a proposal is not to be recorded."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why it is refused",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: it is advice in the text, and no finding.",
    )

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = Helper(*self.fields, submit="Refuse", cancel=cancel)
