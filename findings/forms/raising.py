"""The form that raises a finding, or changes one that is still a draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from accounts.models import Role, User
from core.forms import DateField, Form, Helper, Reveal
from findings.actions.raising import Draft
from findings.models import DueKind, Finding, FindingKind, Status
from findings.rules.similar import near_duplicates
from inspections.models import Diagnostic, Inspection, Question

NEW = "new"
NEAREST = 5


class DraftForm(Form):
    """What a finding says, the question of the framework it stands under, and when it is due."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label="What is it?",
        choices=[
            (FindingKind.AREA_FOR_IMPROVEMENT, "An area for improvement"),
            (FindingKind.CAUSE_OF_CONCERN, "A cause of concern"),
            (FindingKind.RECOMMENDATION, "A recommendation under a cause of concern"),
        ],
        widget=forms.RadioSelect,
    )
    parent = forms.ModelChoiceField(
        Finding.objects.none(),
        label="Which cause of concern?",
        to_field_name="reference",
        required=False,
        empty_label="Choose a cause of concern",
    )
    question = forms.ModelChoiceField(
        Question.objects.none(), label="Question of the framework (optional)", required=False
    )
    diagnostic = forms.ModelChoiceField(
        Diagnostic.objects.none(), label="Part of the question (optional)", required=False
    )
    title = forms.CharField(label="Short title", max_length=150)
    wording = forms.CharField(
        label="Wording", widget=forms.Textarea(attrs={"rows": 5}), max_length=5000,
        help_text="As it is to stand in the report. It never changes once it is published.",
    )  # fmt: skip
    owner = forms.CharField(
        label="Owner in the force (optional)", max_length=100, required=False, help_text="A post, not a name."
    )
    lead = forms.ModelChoiceField(User.objects.none(), label="Our lead (optional)", required=False)
    due_kind = forms.ChoiceField(
        label="When is it due?", choices=DueKind.choices, widget=forms.RadioSelect, initial=DueKind.NONE
    )
    due_days = forms.IntegerField(label="Days after publication", min_value=1, max_value=3660, required=False)
    due_on = DateField(label="Due on", required=False)

    def __init__(self, *args: Any, inspection: Inspection, cancel: str, finding: Finding | None = None, **kw: Any):
        super().__init__(*args, **kw)
        fields: Any = self.fields
        fields["question"].queryset = Question.objects.filter(framework=inspection.framework_id)
        diagnostics = Diagnostic.objects.filter(question__framework=inspection.framework_id)
        fields["diagnostic"].queryset = diagnostics.select_related("question")
        fields["diagnostic"].label_from_instance = lambda one: f"{one.question.number}.{one.number} {one.title}"
        concerns = inspection.findings.filter(kind=FindingKind.CAUSE_OF_CONCERN, status=Status.DRAFT)
        fields["parent"].queryset = concerns.exclude(pk=finding.pk if finding else None)
        of_us = Q(role=Role.MANAGER) | Q(assignments__inspection=inspection)
        fields["lead"].queryset = User.objects.filter(of_us, is_active=True).distinct()
        self.helper = Helper(
            "version",
            Reveal("kind", {FindingKind.RECOMMENDATION: ["parent"]}),
            "question",
            "diagnostic",
            "title",
            "wording",
            "owner",
            "lead",
            Reveal("due_kind", {DueKind.RELATIVE: ["due_days"], DueKind.ABSOLUTE: ["due_on"]}),
            submit="Save the draft" if finding else "Raise as a draft",
            cancel=cancel,
        )

    @property
    def draft(self) -> Draft:
        """Return what was typed as the action takes it; a date or days that another kind of deadline asks for go."""
        told = {name: self.cleaned_data[name] for name in Draft.__dataclass_fields__}
        told["due_days"] = told["due_days"] if told["due_kind"] == DueKind.RELATIVE else None
        told["due_on"] = told["due_on"] if told["due_kind"] == DueKind.ABSOLUTE else None
        told["parent"] = told["parent"] if told["kind"] == FindingKind.RECOMMENDATION else None
        return Draft(**told)


class RaiseForm(DraftForm):
    """The same for a new one. Findings of the force that read alike are pointed out, and the person says which it is.

    `earlier` are (reference, title, wording, theme) of the force's findings that the person may see.
    """

    def __init__(self, *args: Any, earlier: list[tuple[str, str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earlier = earlier

    def clean(self) -> dict[str, Any]:
        """Ask whether it repeats one of those that read alike, where there are any."""
        cleaned = super().clean() or self.cleaned_data
        if near := self.near(cleaned):
            field = forms.ChoiceField(
                label="The force has findings that read alike. What is this one?",
                choices=[*((key, f"It repeats {key}: {title}") for key, title in near), (NEW, "Another matter")],
                widget=forms.RadioSelect,
            )
            self.fields["near"] = field
            self.helper.layout.fields.insert(1, "near")
            cleaned["near"] = self.data.get(self.add_prefix("near"), "")
            if cleaned["near"] not in dict(field.choices):
                self.add_error("near", "Say whether it repeats one of the findings that read alike")
        return cleaned

    def near(self, cleaned: dict[str, Any]) -> list[tuple[str, str]]:
        """Return references and titles of those about the same question that read alike, the likest first."""
        title, wording, question = cleaned.get("title"), cleaned.get("wording"), cleaned.get("question")
        if not title or not wording:
            return []
        others = [one[:3] for one in self.earlier if question is None or one[3] == question.slug]
        titles = {key: title for key, title, _ in others}
        return [(key, titles[key]) for key, _ in near_duplicates(title, wording, others)[:NEAREST]]

    @property
    def repeats(self) -> str:
        """Return the reference of the finding it repeats, or nothing."""
        near = self.cleaned_data.get("near", NEW)
        return "" if near == NEW else str(near)
