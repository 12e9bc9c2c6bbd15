"""The form that plans a crime file review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import User
from core import clock
from core.forms import DateField, Field, Fieldset, Form, Helper, Reveal, Row
from inspections.actions.exercises import Plan
from inspections.models import CriteriaTemplate, Design, Exercise
from inspections.rules.file_reviews import COUNTED_DESIGNS
from inspections.rules.planning import SEVEN_TYPES, OffenceType, purge_day, slug_of

MOST_TYPES = 12
LARGEST = 5000
FEW_FIGURES = "govuk-input--width-4"
ANY = ("", "---------")
DESIGN_HINTS = {
    Design.RANDOM: "One draw over all offence types; it can be counted, with an interval.",
    Design.STRATIFIED: "A fixed number of each offence type; results are weighted by how many crimes each has.",
    Design.TARGETED_DIP: "Files picked for a purpose; never counted as good or not.",
    Design.WITHOUT_COUNT: "A look at something whose files are not counted at all.",
}


class PlanForm(Form):
    """What an exercise draws from, how many files, and how they are marked."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(max_length=120, help_text="For example, Review of 60 recent investigations")
    design = forms.ChoiceField(label="How are the files chosen?", widget=forms.RadioSelect, choices=Design.choices)
    target = forms.IntegerField(label="Number of files", required=False, min_value=1, max_value=LARGEST)
    dip_target = forms.IntegerField(
        label="Number of files", required=False, min_value=1, max_value=LARGEST, help_text="Leave empty if not known."
    )
    population = forms.CharField(
        label="Crimes chosen from", widget=forms.Textarea(attrs={"rows": 2}), max_length=1000,
        help_text="For example, crimes of seven types recorded by the force in the window",
    )  # fmt: skip
    window_from = DateField(label="Recorded from", required=False)
    window_to = DateField(label="Recorded to", required=False)
    template = forms.ChoiceField(label="Criteria", required=False)
    lead = forms.ChoiceField(label="Lead of the review", help_text="Somebody on the inspection’s team.")
    second_share = forms.IntegerField(
        label="Files marked twice, per cent", initial=10, min_value=0, max_value=100,
        help_text="Chosen by the seed and marked again, blind, by somebody else.",
    )  # fmt: skip
    second_lowest = forms.BooleanField(label="Mark every file in the lowest rating twice", required=False, initial=True)
    purge_on = DateField(
        label="Delete the force’s references on", required=False,
        help_text="Answers and results stay. Left empty: a year from today, or from the last recorded date if later.",
    )  # fmt: skip
    reason = forms.CharField(
        label="Reason for the change", widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=1000,
        help_text="Needed once a dry run has been made.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, people: Sequence[User], templates: Sequence[CriteriaTemplate], cancel: str, is_new: bool,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.templates = {str(template.pk): template for template in templates}
        chosen: Any = self.fields
        chosen["lead"].choices = [ANY, *((key, person.name) for key, person in self.people.items())]
        chosen["template"].choices = [ANY, *((key, str(one)) for key, one in self.templates.items())]
        self.rows = [(f"type-{number}", f"number-{number}") for number in range(1, MOST_TYPES + 1)]
        for number, (title, target) in enumerate(self.rows, start=1):
            chosen[title] = forms.CharField(label=f"Offence type {number}", required=False, max_length=80)
            chosen[target] = forms.IntegerField(
                label=f"Files of type {number}", required=False, min_value=1, max_value=LARGEST
            )
        self.helper = self.laid_out(cancel, is_new)

    def laid_out(self, cancel: str, is_new: bool) -> Helper:
        """Return the layout; a new plan has no reason to give."""
        types = [Row(title, Field(number, classes=FEW_FIGURES)) for title, number in self.rows]
        target, dip_target = (Field(name, classes=FEW_FIGURES) for name in ("target", "dip_target"))
        under = {Design.RANDOM.value: [target], Design.TARGETED_DIP.value: [dip_target]}
        return Helper(
            "version",
            "title",
            Reveal("design", under, hints={key.value: hint for key, hint in DESIGN_HINTS.items()}),
            "population",
            Row("window_from", "window_to"),
            Fieldset(
                "Offence types", *types,
                hint="Leave a row empty to leave it out. Numbers are for a stratified sample: how many files of each.",
            ),
            Fieldset("Marking", "template", "lead", Field("second_share", classes=FEW_FIGURES), "second_lowest"),
            Fieldset("Crime references", "purge_on"),
            *(() if is_new else ("reason",)),
            submit="Plan the review" if is_new else "Save the plan",
            cancel=cancel,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for what the design needs."""
        data = self.cleaned_data
        if data.get("design") in COUNTED_DESIGNS:
            self.need(window_from="Enter the first recorded date", window_to="Enter the last recorded date")
            self.need(template="Select criteria")
            if not self.types:
                self.add_error("type-1", "Enter at least one offence type")
        if data.get("design") == Design.RANDOM:
            self.need(target="Enter how many files are drawn")
        if data.get("window_from") and data.get("window_to") and data["window_to"] < data["window_from"]:
            self.add_error("window_to", "The last recorded date must not be before the first")
        if data.get("purge_on") and data["purge_on"] <= clock.today():
            self.add_error("purge_on", "Choose a day after today: from then on no files could be drawn")
        self.check_types(is_stratified=data.get("design") == Design.STRATIFIED)
        return data

    def need(self, **messages: str) -> None:
        """Ask for fields that were left empty."""
        for name, message in messages.items():
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, message)

    def check_types(self, *, is_stratified: bool) -> None:
        """Ask for a number by every type of a stratified sample, and for each type once."""
        seen: set[str] = set()
        for title, number in self.rows:
            slug = slug_of(self.cleaned_data.get(title, ""))
            if slug in seen:
                self.add_error(title, f"{self.cleaned_data[title]} is there already")
            if self.cleaned_data.get(title) and not slug:
                self.add_error(title, "An offence type must have letters in its name")
            if slug and is_stratified and not self.cleaned_data.get(number) and number not in self.errors:
                self.add_error(number, f"Enter how many files of {self.cleaned_data[title].lower()} are drawn")
            seen |= {slug} - {""}

    @property
    def types(self) -> list[OffenceType]:
        """Return the offence types that were filled in, with numbers where the sample is stratified."""
        data = self.cleaned_data
        is_stratified = data.get("design") == Design.STRATIFIED
        return [
            OffenceType(data[title], data.get(number) if is_stratified else None)
            for title, number in self.rows
            if data.get(title)
        ]

    @property
    def plan(self) -> Plan:
        """Return what was decided."""
        data = self.cleaned_data
        target = {Design.RANDOM: data["target"], Design.TARGETED_DIP: data["dip_target"]}.get(data["design"])
        return Plan(
            title=data["title"],
            design=data["design"],
            template=self.templates.get(data["template"]),
            lead=self.people[data["lead"]],
            population=data["population"],
            window_from=data["window_from"],
            window_to=data["window_to"],
            target=target,
            second_share=data["second_share"],
            second_lowest=data["second_lowest"],
            purge_on=data["purge_on"] or (purge_day(data["window_to"], clock.today()) if data["window_to"] else None),
        )


def initial_of_new(target: int | None) -> dict[str, Any]:
    """Return what a new plan begins with: a random sample of the cycle's size over the seven types."""
    types = {f"type-{number}": title for number, title in enumerate(SEVEN_TYPES, start=1)}
    return {"design": Design.RANDOM.value, "target": target, **types}


def initial_of(exercise: Exercise) -> dict[str, Any]:
    """Return what the form shows of an exercise's plan."""
    names = ("version", "title", "design", "target", "population", "window_from", "window_to")
    names += ("second_share", "second_lowest", "purge_on")
    found = {name: getattr(exercise, name) for name in names}
    for number, stratum in enumerate(exercise.strata.all(), start=1):
        found |= {f"type-{number}": stratum.title, f"number-{number}": stratum.target}
    return {**found, "dip_target": exercise.target, "template": exercise.template_id, "lead": exercise.lead_id}
