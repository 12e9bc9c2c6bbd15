"""The form that raises a finding."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import Form, Helper
from findings.models import FindingKind
from inspections.models import Inspection, Question


class RaiseForm(Form):
    """What a finding says, and the question of the framework it stands under."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=[
            (FindingKind.AREA_FOR_IMPROVEMENT, "An area for improvement"),
            (FindingKind.CAUSE_OF_CONCERN, "A cause of concern"),
        ],
        widget=forms.RadioSelect,
    )
    question = forms.ModelChoiceField(
        Question.objects.none(), label="Question of the framework (optional)", required=False
    )
    title = forms.CharField(label="Short title", max_length=150)
    wording = forms.CharField(
        label="Wording", widget=forms.Textarea(attrs={"rows": 5}), max_length=5000,
        help_text="As it is to stand in the report. It never changes once it is published.",
    )  # fmt: skip

    def __init__(self, *args: Any, inspection: Inspection, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["question"]
        field.queryset = Question.objects.filter(framework=inspection.framework_id)
        field.label_from_instance = lambda question: question.title
        self.helper = Helper("kind", "question", "title", "wording", submit="Raise as a draft", cancel=cancel)
