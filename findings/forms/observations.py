"""Forms about observations, which are no findings."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import FilterForm, FilterHelper, Form, Helper
from findings.choices import cycle_choices, force_choices, question_choices
from findings.models import ObservationKind
from inspections.models import Inspection, Question


class ObservationForm(Form):
    """What a report remarks outside its boxes, and where."""

    kind = forms.ChoiceField(label="What is it?", choices=ObservationKind.choices, widget=forms.RadioSelect)
    question = forms.ModelChoiceField(
        Question.objects.none(),
        label="Question of the framework (optional)",
        required=False,
        empty_label="None named",
    )
    text = forms.CharField(
        label="What it says",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="In your own words or as printed. Name no victim, suspect or officer.",
    )
    source = forms.CharField(
        label="Where it stands (optional)", max_length=300, required=False, help_text="For example, the report’s page."
    )

    def __init__(self, *args: Any, inspection: Inspection, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["question"]
        field.queryset = Question.objects.filter(framework=inspection.framework_id)
        field.label_from_instance = lambda question: question.title
        self.helper = Helper(*self.fields, submit="Save the observation", cancel=cancel)


class ObservationEditForm(ObservationForm):
    """The same, of an observation that is held."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Why is it changed? (optional)", max_length=300, required=False)


class ObservationFilter(FilterForm):
    """What the list of observations is filtered by."""

    q = forms.CharField(label="Words", max_length=100)
    force = forms.ChoiceField(choices=force_choices)
    cycle = forms.ChoiceField(choices=cycle_choices)
    question = forms.ChoiceField(choices=question_choices)
    kind = forms.ChoiceField(choices=[("", "Any kind"), *ObservationKind.choices])

    helper = FilterHelper("q", "force", "cycle", "question", "kind", heading="Filter observations")
