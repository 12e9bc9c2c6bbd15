"""Forms that edit frameworks: what one says of itself, its questions, where they come from; scales."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import FilterForm, FilterHelper, Form, Helper
from forces.models import Cycle
from inspections.models import Framework, Grading, MappingKind, Pillar, Question, Scale

LINES = forms.Textarea(attrs={"rows": 6})


class FrameworkChoice(forms.ModelChoiceField):
    """A framework, told from the other versions of its cycle."""

    def label_from_instance(self, framework: Framework) -> str:  # type: ignore[override]
        """Return its title and version."""
        return framework.label


class FrameworkFilter(FilterForm):
    """Frameworks of a cycle, of a pillar."""

    cycle = forms.ModelChoiceField(Cycle.objects.all(), to_field_name="slug")
    pillar = forms.ChoiceField(choices=[("", "---------"), *Pillar.choices])

    helper = FilterHelper("cycle", "pillar", heading="Filter frameworks", open=False)


class AboutForm(Form):
    """What a framework says of itself."""

    title = forms.CharField(max_length=100)
    scale = forms.ModelChoiceField(Scale.objects.all(), help_text="Grades on different scales are never compared.")
    has_overall = forms.BooleanField(label="It gives an overall judgment", required=False)
    source = forms.CharField(required=False, max_length=300, help_text="Where its text can be read.")


class StartForm(AboutForm):
    """A new framework."""

    cycle = forms.ModelChoiceField(Cycle.objects.all(), help_text="A second one of a cycle and pillar is version 2.")
    pillar = forms.ChoiceField(choices=Pillar.choices, help_text="PEEL: one framework for all pillars together.")

    helper = Helper("cycle", "pillar", "title", "scale", "has_overall", "source", submit="Start the framework")


class ChangeForm(AboutForm):
    """A framework as it says of itself, changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    helper = Helper("version", "title", "scale", "has_overall", "source")

    @staticmethod
    def of(framework: Framework) -> dict[str, Any]:
        """Return what the form holds of a framework."""
        names = ("version", "title", "scale", "has_overall", "source")
        return {name: getattr(framework, name) for name in names}


class VersionForm(Form):
    """Where a copy of a framework goes."""

    cycle = forms.ModelChoiceField(Cycle.objects.all(), help_text="Its own cycle, or a later one.")
    title = forms.CharField(max_length=100)

    helper = Helper("cycle", "title", submit="Make the version")


class QuestionForm(Form):
    """A question and its diagnostics."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(
        label="Question", max_length=120, help_text="Its name as reports print it.",
        error_messages={"required": "Enter the question"},
    )  # fmt: skip
    slug = forms.SlugField(
        label="Short name", required=False, max_length=50,
        help_text="The same short name in two frameworks says that it is the same question. Left empty, it is made of "
        "the question.",
    )  # fmt: skip
    pillar = forms.ChoiceField(
        required=False, choices=[("", "Not of one pillar"), *Pillar.choices[:3]],
        help_text="Only in a framework of several pillars.",
    )  # fmt: skip
    grading = forms.ChoiceField(label="What it is given", choices=Grading.choices, widget=forms.RadioSelect)
    diagnostics = forms.CharField(required=False, widget=LINES, help_text="One a line, in order.")
    source = forms.CharField(required=False, max_length=300)

    helper = Helper("version", "title", "slug", "pillar", "grading", "diagnostics", "source")

    @staticmethod
    def of(question: Question) -> dict[str, Any]:
        """Return what the form holds of a question."""
        names = ("title", "slug", "pillar", "grading", "source")
        titles = question.diagnostics.values_list("title", flat=True)
        return {**{name: getattr(question, name) for name in names}, "diagnostics": "\n".join(titles)}

    def clean_diagnostics(self) -> list[str]:
        """Return their titles; one that is too long is named by its line."""
        found = [line.strip() for line in self.cleaned_data["diagnostics"].splitlines() if line.strip()]
        for number, title in enumerate(found, start=1):
            if len(title) > 150:
                raise forms.ValidationError(f"Line {number} has {len(title)} characters: a diagnostic has up to 150.")
        return found


class MappingForm(Form):
    """Which earlier question a question comes from."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    earlier = forms.ChoiceField(label="Comes from")
    kind = forms.ChoiceField(
        label="How", choices=MappingKind.choices, widget=forms.RadioSelect,
        help_text="Only the same question carries an earlier grade over.",
    )  # fmt: skip
    note = forms.CharField(required=False, max_length=300)

    helper = Helper("version", "earlier", "kind", "note")

    def __init__(self, *args: Any, earlier: Sequence[Question], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.rows = {str(one.pk): one for one in earlier}
        named = [(key, f"{one.framework.label}: {one.title}") for key, one in self.rows.items()]
        self.fields["earlier"].choices = [("", ""), *named]  # type: ignore[attr-defined]

    def clean_earlier(self) -> Question:
        """Return the question."""
        return self.rows[self.cleaned_data["earlier"]]


class ScaleForm(Form):
    """A scale with its grades and what each means."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(max_length=100)
    grades = forms.CharField(
        widget=LINES,
        help_text="One a line, the best first: its name, then a colon, then what a force is like that is given it.",
    )

    helper = Helper("version", "title", "grades")

    @staticmethod
    def of(scale: Scale) -> dict[str, Any]:
        """Return what the form holds of a scale."""
        lines = [f"{one.label}: {one.descriptor}" if one.descriptor else one.label for one in scale.grades.all()]
        return {"version": scale.version, "title": scale.title, "grades": "\n".join(lines)}

    def clean_grades(self) -> list[tuple[str, str]]:
        """Return each grade with its descriptor; a scale has two at least."""
        lines = [line for line in self.cleaned_data["grades"].splitlines() if line.strip()]
        found = [(label.strip(), words.strip()) for label, _, words in (line.partition(":") for line in lines)]
        if len(found) < 2:
            raise forms.ValidationError("Enter two grades at least, one a line.")
        for number, (label, _) in enumerate(found, start=1):
            if not label or len(label) > 40:
                raise forms.ValidationError(f"Line {number}: a grade’s name has 1 to 40 characters before the colon.")
        return found
