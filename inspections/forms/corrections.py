"""The form that corrects a published judgment."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import DateField, Form, Helper
from inspections.models import Grade, Grading, Inspection, Judgment, JudgmentState

NOT_GRADED = "not-graded"


class JudgmentChoice(forms.ModelChoiceField):
    """A judgment, shown with how it stands."""

    def label_from_instance(self, judgment: Judgment) -> str:
        """Return the question and what stands on it."""
        last = judgment.corrections.all()[::-1][:1]
        stands = (last[0].grade.label if last[0].grade else "Not graded") if last else judgment.in_words
        return f"{judgment.on_what}: {stands}{' (as corrected)' if last else ''}"


class CorrectionForm(Form):
    """Which judgment, what it is corrected to, from when, and why."""

    judgment = JudgmentChoice(Judgment.objects.none(), label="Judgment", empty_label="Choose a judgment")
    outcome = forms.ChoiceField(label="Corrected to", widget=forms.RadioSelect)
    corrected_on = DateField(
        label="Corrected on", help_text="The day it was made public. Until then what was published stands."
    )
    reason = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    source = forms.CharField(
        label="Where it was published (optional)", max_length=300, required=False, help_text="An address, or words."
    )

    def __init__(self, *data: Any, inspection: Inspection, **options: Any) -> None:
        super().__init__(*data, **options)
        judgments = inspection.judgments.filter(state__in=(JudgmentState.GRADED, JudgmentState.NOT_GRADED))
        self.fields["judgment"].queryset = (  # type: ignore[attr-defined]
            judgments.exclude(question__grading__in=(Grading.NARRATIVE, Grading.UNGRADED))
            .select_related("question", "grade")
            .prefetch_related("corrections__grade")
        )
        scale = inspection.framework.scale_id if inspection.framework else None
        self.grades = {grade.slug: grade for grade in Grade.objects.filter(scale=scale)}
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            *((grade.slug, grade.label) for grade in self.grades.values()),
            (NOT_GRADED, "Not graded"),
        ]
        self.helper = Helper(
            "judgment", "outcome", "corrected_on", "reason", "source",
            submit="Record the correction", cancel=inspection.get_absolute_url(),
        )  # fmt: skip

    @property
    def grade(self) -> Grade | None:
        """Return the grade it is corrected to; none where it is not graded."""
        return self.grades.get(self.cleaned_data["outcome"])
