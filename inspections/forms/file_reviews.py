"""Filter of the list of exercises, and the form that allocates files."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from core.forms import Field, Fieldset, FilterForm, FilterHelper, Form, Helper
from forces.models import Cycle, Force
from inspections.models import Design, Exercise

RANGE = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?")
ANY = ("", "---------")
HOW_HINTS = {
    "evenly": "Every file and second mark without a reviewer; in the end each person holds as many.",
    "balanced": "The same, and each person gets as many of each offence type as can be.",
    "second-by-hand": "To somebody who neither marked the file first nor leads the exercise.",
}


class ExerciseFilter(FilterForm):
    """Exercises of a force, of a cycle, of a design. Its choices are read once, to be shown and to be checked."""

    force = forms.ChoiceField()
    cycle = forms.ChoiceField()
    design = forms.ChoiceField(choices=[ANY, *Design.choices])

    helper = FilterHelper("force", "cycle", "design", heading="Filter file reviews", open=False)

    def __init__(self, data: QueryDict, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        named: dict[str, Any] = {"force": Force.objects.values_list("slug", "name")}
        named["cycle"] = Cycle.objects.values_list("slug", "title")
        for name, choices in named.items():
            self.fields[name].choices = [ANY, *choices]  # type: ignore[attr-defined]


class FileNumbersField(forms.CharField):
    """Numbers of files, as people write them: "3, 7-12"."""

    def to_python(self, value: Any) -> Any:
        """Return the numbers, each once, in order."""
        text = super().to_python(value)
        numbers: set[int] = set()
        for part in filter(None, (part.strip() for part in text.split(","))):
            match = RANGE.fullmatch(part)
            if not match or (match[2] and int(match[2]) < int(match[1])):
                raise ValidationError(f"{part} is not the number of a file or a range such as 7-12", code="numbers")
            numbers.update(range(int(match[1]), int(match[2] or match[1]) + 1))
        return sorted(numbers)


class AllocationForm(Form):
    """Files to people: all that wait in equal shares, or some files or second marks by their numbers."""

    EVENLY, BALANCED, BY_HAND, SECOND_BY_HAND = "evenly", "balanced", "by-hand", "second-by-hand"
    SHARED, GIVEN = {EVENLY, BALANCED}, {BY_HAND, SECOND_BY_HAND}

    how = forms.ChoiceField(
        label="How do you want to allocate files?",
        widget=forms.RadioSelect,
        choices=[
            (EVENLY, "Evenly"),
            (BALANCED, "Balanced by offence type"),
            (BY_HAND, "By hand"),
            (SECOND_BY_HAND, "Second marks, by hand"),
        ],
    )
    reviewers = forms.MultipleChoiceField(
        label="Reviewers", widget=forms.CheckboxSelectMultiple, required=False,
        help_text="Nobody gets the second mark of a file they marked, and the lead gets none.",
    )  # fmt: skip
    files = FileNumbersField(label="Numbers of the files", required=False, help_text="For example, 3, 7-12")
    reviewer = forms.ChoiceField(label="Reviewer", required=False)
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=1000,
        help_text="Needed when a file already has a reviewer. A draft goes along with its file.",
    )  # fmt: skip

    def __init__(self, *args: Any, exercise: Exercise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in exercise.possible_reviewers()}
        named = [(key, person.name) for key, person in self.people.items()]
        self.fields["reviewers"].choices = named  # type: ignore[attr-defined]
        self.fields["reviewer"].choices = [ANY, *named]  # type: ignore[attr-defined]
        self.helper = Helper(
            Field("how", hints=HOW_HINTS),
            Fieldset("Evenly or balanced", "reviewers"),
            Fieldset("By hand", "files", "reviewer", "reason"),
            submit="Allocate files",
            cancel=exercise.get_absolute_url(),
        )

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way needs; hand people over as people."""
        data = self.cleaned_data
        how = data.get("how")
        if how in self.SHARED and not data.get("reviewers") and "reviewers" not in self.errors:
            self.add_error("reviewers", "Choose who to give files to")
        if how in self.GIVEN:
            if not data.get("files") and "files" not in self.errors:
                self.add_error("files", "Enter the numbers of the files")
            if not data.get("reviewer") and "reviewer" not in self.errors:
                self.add_error("reviewer", "Choose a reviewer")
        data["reviewers"] = [self.people[key] for key in data.get("reviewers", [])]
        data["reviewer"] = self.people.get(data.get("reviewer", ""))
        return data
