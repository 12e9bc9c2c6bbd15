"""Forms that edit measures, the breaks of their series, and periods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import slugify

from core.forms import DateField, Field, Fieldset, Form, Helper, ModelForm, Paragraph, Reveal, Row
from forces.models import Denominator, Direction, Force, Measure, Period, PeriodKind

WHY = "Why is it changed?"
PER = [1, 100, 1_000, 10_000, 100_000, 1_000_000]


class RecordForm(ModelForm):
    """Fields of a record, handed to an action; the record itself is left alone, and the database holds its rules."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=WHY, max_length=300)
    asked_once: tuple[str, ...] = ()
    """Fields that are asked for when the record is made, and stay."""

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        held = {"version": instance.version} if instance else {}
        super().__init__(*args, instance=instance, initial={**held, **kwargs.pop("initial", {})}, **kwargs)
        for name in self.asked_once if instance else ("version", "reason"):
            del self.fields[name]

    def _post_clean(self) -> None:
        """Change nothing of the record."""

    def fields_to_save(self) -> dict[str, Any]:
        """Return what the action is to save."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"version", "reason"}}


class MeasureForm(RecordForm):
    """A measure: what is counted, what it is divided by, how it is read."""

    denominator_measure = forms.ChoiceField(
        label="The measure whose count it is",
        required=False,
        help_text="Its count of the same force and period. Leave it empty where forces send the number themselves.",
    )
    part_of = forms.ChoiceField(
        label="Part of", required=False, help_text="The measure this one is a part of, if it is one."
    )
    per = forms.TypedChoiceField(label="Per", coerce=int, error_messages={"required": "Choose per how many"})
    asked_once = ("slug",)
    field_order = (  # as laid out, so that errors are listed in the order of the page
        *("version", "title", "slug", "definition", "unit", "source", "numerator_label", "numerator_source"),
        *("denominator", "denominator_measure", "denominator_label", "denominator_source", "per", "decimals"),
        *("period_kind", "direction", "comparable_group", "figure_needs_both_periods", "part_of", "do_parts_sum"),
        *("group", "survey_method", "is_indicative", "reason"),
    )

    class Meta:
        model = Measure
        fields = (
            *("title", "slug", "definition", "group", "unit", "source", "numerator_label", "numerator_source"),
            *("denominator", "denominator_label", "denominator_source", "decimals", "direction", "period_kind"),
            *("comparable_group", "figure_needs_both_periods", "do_parts_sum", "survey_method", "is_indicative"),
        )
        widgets = {
            "definition": forms.Textarea(attrs={"rows": 3}),
            "denominator": forms.RadioSelect,
            "direction": forms.RadioSelect,
            "period_kind": forms.RadioSelect,
        }
        labels = {
            "slug": "Name in addresses and files",
            "numerator_label": "What is counted",
            "denominator_label": "What it is divided by, in words",
            "denominator": "Divided by",
            "do_parts_sum": "Its parts must add up to it",
            "figure_needs_both_periods": "The chart leaves out a force whose figure of the period before is left out",
            "is_indicative": "Indicative only: said with every figure of it",
            "period_kind": "Kind of period",
            "direction": "Which way is better?",
            "source": "Source of the measure",
        }
        help_texts = {
            "slug": "For example, recorded-crime. Made from the title when left empty; it never changes.",
            "definition": "A sentence without its full stop, as it is printed under the title.",
            "group": "The sheet of a template it is asked on, up to 28 characters and none of [ ] : * ? / \\",
            "unit": "As printed after the figure: “per 1,000 population”, or “%”.",
            "decimals": "Decimals shown. Figures are rounded half away from zero, and only when shown.",
            "comparable_group": "One word with strokes. Measures of different groups are never set side by side.",
            "survey_method": "For example, online, self-selected. Leave it empty unless the figures are answers.",
            "do_parts_sum": "",
            "figure_needs_both_periods": "",
        }
        error_messages = {"denominator": {"required": "Choose what it is divided by"}}

    def __init__(self, *args: Any, measures: Sequence[Measure], **kwargs: Any) -> None:
        held: Measure | None = kwargs.get("instance")
        initial = {"per": 1000, "group": "Figures", "decimals": 1, "direction": Direction.NEUTRAL}
        if held:
            initial = {"per": held.per, "denominator_measure": held.denominator_measure_id, "part_of": held.part_of_id}
        super().__init__(*args, initial=initial, **kwargs)
        self.measures = {str(measure.pk): measure for measure in measures if measure != held}
        choices = [("", "None"), *((key, measure.title) for key, measure in self.measures.items())]
        self.choose("denominator_measure", choices)
        self.choose("part_of", choices)
        self.choose("per", [(per, f"{per:,}") for per in sorted({*PER, *([held.per] if held else [])})])
        for name in ("denominator", "direction", "period_kind"):
            self.choose(name, [choice for choice in self.fields[name].choices if choice[0]])  # type: ignore[attr-defined]
        if "slug" in self.fields:
            self.fields["slug"].required = False
        self.helper = self.laid_out(held)

    def choose(self, name: str, choices: Any) -> None:
        """Offer these choices."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def laid_out(self, held: Measure | None) -> Helper:
        """Return the layout: what is made once stands only where it is made."""
        return Helper(
            *(["version"] if held else []),
            Fieldset("What it is", "title", *([] if held else ["slug"]), "definition", "unit", "source"),
            Fieldset("The count", "numerator_label", "numerator_source"),
            Fieldset(
                "What it is divided by",
                Reveal(
                    "denominator",
                    {Denominator.MEASURE: ["denominator_measure"]},
                    hints={
                        Denominator.POPULATION: "Of the force, looked up for the period’s mid-year; nobody sends it.",
                        Denominator.SHARE: "Forces send both numbers; it is shown as a percentage.",
                    },
                ),
                "denominator_label",
                "denominator_source",
                "per",
                Field("decimals", classes="govuk-input--width-2"),
            ),
            Fieldset("How it is read", "period_kind", "direction", "comparable_group", "figure_needs_both_periods"),
            Fieldset("Parts and sheet", "part_of", "do_parts_sum", "group"),
            Fieldset("Survey", "survey_method", "is_indicative"),
            *(["reason"] if held else []),
            submit="Save the measure",
        )

    def clean_definition(self) -> str:
        """Return the definition without the full stop that pages add."""
        return str(self.cleaned_data["definition"]).strip().rstrip(".")

    def clean(self) -> dict[str, Any]:
        """Name it by its title; hand measures over as measures."""
        data = self.cleaned_data
        if "slug" in self.fields and "slug" not in self.errors:
            data["slug"] = data.get("slug") or slugify(data.get("title", ""))[:60].strip("-")
        data["part_of"] = self.measures.get(data.get("part_of", ""))
        is_of_measure = data.get("denominator") == Denominator.MEASURE
        data["denominator_measure"] = self.measures.get(data.get("denominator_measure", "")) if is_of_measure else None
        return data


class BreakForm(Form):
    """From when, where and why figures cannot be set against earlier ones."""

    on = DateField(label="From", help_text="The first day that is counted the new way.")
    force = forms.ChoiceField(label="Where", required=False)
    reason = forms.CharField(label="What changed", max_length=300, help_text="Printed wherever the series is drawn.")

    helper = Helper("on", "force", "reason", submit="Add the break")

    def __init__(self, *args: Any, forces: Sequence[Force], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.forces = {str(force.pk): force for force in forces}
        every = ("", "In all forces")
        self.fields["force"].choices = [every, *((key, f.name) for key, f in self.forces.items())]  # type: ignore[attr-defined]

    def clean_force(self) -> Force | None:
        """Return the force, or none for all."""
        return self.forces.get(self.cleaned_data["force"])


class RemoveForm(Form):
    """Why something is taken back."""

    reason = forms.CharField(label="Why is it removed?", max_length=300)

    helper = Helper("reason", submit="Remove the break")


class PeriodForm(RecordForm):
    """A period; what follows from its kind and its last day may be left empty."""

    starts_on = DateField(
        label="First day", required=False, help_text="Worked out from the kind and the last day when left empty."
    )
    ends_on = DateField(label="Last day", help_text="For a figure as at a day, that day.")
    label = forms.CharField(
        label="Name",
        max_length=60,
        required=False,
        help_text="Made when left empty: “12 months to 31 March 2019”, “As at 1 July 2018”, “April to June 2018”.",
    )
    asked_once = ("slug",)

    class Meta:
        model = Period
        fields = ("kind", "ends_on", "starts_on", "label", "slug", "population_year", "source")
        widgets = {"kind": forms.RadioSelect}
        labels = {
            "slug": "Name in addresses and files",
            "population_year": "Mid-year of the population",
        }
        help_texts = {
            "slug": "Made when left empty, like ye-2019-03; it never changes.",
            "population_year": "Rates per head are divided by the population of this mid-year. Empty: none are shown.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        held = kwargs.get("instance")
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = PeriodKind.choices  # type: ignore[attr-defined]
        if "slug" in self.fields:
            self.fields["slug"].required = False
        again = [Paragraph("Kind and days stay once figures are held for the period.")] if held else []
        self.helper = Helper(
            *(["version"] if held else []),
            *again,
            *("kind", Row("ends_on", "starts_on"), "label"),
            *([] if held else ["slug"]),
            *(Field("population_year", classes="govuk-input--width-4"), "source"),
            *(["reason"] if held else []),
            submit="Save the period",
        )

    def clean_population_year(self) -> int | None:
        """Refuse a year that cannot be one."""
        year: int | None = self.cleaned_data["population_year"]
        if year is not None and not 1900 <= year <= 2100:
            raise forms.ValidationError("%(label)s must be a year like 2018", code="year")
        return year
