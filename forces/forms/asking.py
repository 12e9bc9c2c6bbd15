"""Forms that edit a collection: its words and dates, the figures it asks for, the checks it uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.utils.text import slugify
from markupsafe import Markup

from core.forms import DateField, Fieldset, Form, Helper, Paragraph, Row
from core.forms.drawing import component
from forces.forms.reference import WHY, RecordForm
from forces.models import Collection, CollectionCheck, CollectionKind, Cycle, Measure, Period, PeriodKind

AFTER_OPENING = "Needed once the collection has opened."


class CollectionForm(RecordForm):
    """A collection: who is asked, when, and what they should know."""

    cycle = forms.ChoiceField()
    opens_on = DateField(
        label="Opens on",
        help_text="The first day returns are taken.",
        error_messages={"required": "Enter the day it opens"},
    )
    closes_on = DateField(
        label="Closes on",
        help_text="The last day. A later one extends the time of every force.",
        error_messages={"required": "Enter the day it closes"},
    )
    asked_once = ("slug", "kind")

    class Meta:
        model = Collection
        fields = ("kind", "title", "slug", "cycle", "opens_on", "closes_on", "guidance", "is_illustrative")
        widgets = {"kind": forms.RadioSelect, "guidance": forms.Textarea(attrs={"rows": 5})}
        labels = {
            "kind": "Who is asked?",
            "slug": "Name in addresses and files",
            "is_illustrative": "Illustrative: its figures are marked so wherever they are shown",
        }
        help_texts = {
            "slug": "For example, spring-2019. Made from the title when left empty; it never changes.",
            "guidance": "Stands in every template, and on the collection’s page.",
        }

    def __init__(self, *args: Any, cycles: Sequence[Cycle], **kwargs: Any) -> None:
        held: Collection | None = kwargs.get("instance")
        super().__init__(*args, initial={"cycle": held.cycle_id} if held else {}, **kwargs)
        self.cycles = {str(cycle.pk): cycle for cycle in cycles}
        self.fields["cycle"].choices = [(key, cycle.title) for key, cycle in self.cycles.items()]  # type: ignore[attr-defined]
        if not held:
            self.fields["slug"].required = False
            self.fields["kind"].choices = CollectionKind.choices  # type: ignore[attr-defined]
        self.helper = Helper(
            *(["version"] if held else ["kind"]),
            "title",
            *([] if held else ["slug"]),
            *("cycle", Row("opens_on", "closes_on"), "guidance", "is_illustrative"),
            *(["reason"] if held else []),
            submit="Save the collection" if held else "Save and choose figures",
        )

    def clean_cycle(self) -> Cycle:
        """Return the cycle."""
        return self.cycles[self.cleaned_data["cycle"]]

    def clean(self) -> dict[str, Any]:
        """Name it by its title; put its days in order."""
        data = self.cleaned_data
        if "slug" in self.fields and "slug" not in self.errors:
            data["slug"] = data.get("slug") or slugify(data.get("title", ""))[:60].strip("-")
        opens_on, closes_on = data.get("opens_on"), data.get("closes_on")
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", "A collection closes on the day it opens, or later.")
        return data


class ReasonedForm(Form):
    """A change of a part of a collection."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=WHY, max_length=300, required=False, help_text=AFTER_OPENING)


# --- which figures ------------------------------------------------------------------------------------------
class Ticks(forms.MultipleChoiceField):
    """Which figures are ticked: keys of a measure and a period with a stroke between them."""

    offered: frozenset[str] = frozenset()

    def valid_value(self, value: str) -> bool:
        """Say whether the figure is on the page; there are thousands, so they are no list to walk."""
        return value in self.offered


class Matrix(LayoutObject):
    """A table a sheet: measures down, periods across, a box where the measure is asked for the period."""

    def __init__(self, sheets: Mapping[str, list[Measure]], periods: Sequence[Period], offered: frozenset[str]) -> None:
        self.fields = ["ask"]
        self.sheets, self.offered = sheets, offered
        self.periods = sorted(periods, key=lambda period: PeriodKind.values.index(period.kind))

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> Markup:
        """Draw the tables, ticked as the form is."""
        form.rendered_fields.add("ask")
        bound = form["ask"]
        ticked = {str(value) for value in bound.value() or ()}
        error = component("error_message")(" ".join(bound.errors), "id_ask-error") if bound.errors else Markup()
        tables = (self.table(sheet, measures, ticked) for sheet, measures in self.sheets.items())
        return error + Markup('<div id="id_ask" tabindex="-1">{}</div>').format(Markup("").join(tables))

    def table(self, sheet: str, measures: list[Measure], ticked: set[str]) -> Markup:
        """Draw one sheet; only periods that a measure of it can be asked for have a column."""
        periods = [p for p in self.periods if any(key(m, p) in self.offered for m in measures)]
        head = [{"text": "Measure"}, *({"text": period.label} for period in periods)]
        rows = [
            [{"text": measure.title}, *({"text": self.box(measure, period, ticked)} for period in periods)]
            for measure in measures
        ]
        return component("table")(sheet, rows, head=head, first_cell_is_header=True, classes="peel-table--compact")

    def box(self, measure: Measure, period: Period, ticked: set[str]) -> Markup | str:
        """Draw one box, named for its measure and period; none where the measure has no such period."""
        value = key(measure, period)
        if value not in self.offered:
            return ""
        is_ticked = Markup(" checked") if value in ticked else ""
        return Markup('<input class="peel-tick" type="checkbox" name="ask" value="{}" aria-label="{}, {}"{}>').format(
            value, measure.title, period.label, is_ticked
        )


def key(measure: Measure, period: Period) -> str:
    """Return what the box of a figure sends."""
    return f"{measure.pk}-{period.pk}"


class FiguresForm(ReasonedForm):
    """The figures a collection asks for."""

    ask = Ticks(required=False, label="Figures")

    def __init__(
        self, *args: Any, measures: Iterable[Measure], periods: Sequence[Period], asked: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        sheets: dict[str, list[Measure]] = {}
        for measure in sorted(measures, key=lambda m: (m.group.lower(), m.title.lower())):
            sheets.setdefault(measure.group, []).append(measure)
        every = [measure for sheet in sheets.values() for measure in sheet]
        fits = {key(m, p) for p in periods for m in every if m.period_kind == p.kind}
        ask: Any = self.fields["ask"]
        ask.offered = frozenset(fits | asked)
        self.helper = Helper("version", Matrix(sheets, periods, ask.offered), "reason", submit="Save what is asked")

    @property
    def pairs(self) -> set[tuple[int, int]]:
        """Return the ticked figures as keys of a measure and a period."""
        split = (value.split("-") for value in self.cleaned_data["ask"])
        return {(int(measure), int(period)) for measure, period in split}


# --- which checks -------------------------------------------------------------------------------------------
class ChecksForm(ReasonedForm):
    """Whether each check is used, and beyond which limit it raises a query."""

    def __init__(self, *args: Any, checks: Sequence[Any], held: Mapping[str, CollectionCheck], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks = checks
        parts: list[Any] = ["version"]
        for check in checks:
            row = held.get(check.NAME)
            parts.append(self.add_check(check, row))
        self.helper = Helper(*parts, "reason", submit="Save the checks")

    def add_check(self, check: Any, row: CollectionCheck | None) -> Fieldset:
        """Add the boxes of one check."""
        on, limit = f"on-{check.NAME}", f"limit-{check.NAME}"
        self.fields[on] = forms.BooleanField(label="Raise queries", required=False, initial=row.is_on if row else True)
        names = [Paragraph(compared(check, row)), on]
        if check.LIMIT is not None:
            held = row.limit if row and row.limit is not None else check.LIMIT
            self.fields[limit] = forms.DecimalField(
                label=f"Limit, {check.LIMIT_IN}",
                max_digits=10,
                decimal_places=2,
                min_value=0,
                required=False,
                initial=plain(held),
                help_text=f"Usually {plain(check.LIMIT)}; so too when it is left empty.",
                widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
            )
            names.append(limit)
        return Fieldset(check.TITLE, *names, hint=check.WHAT, size="s")

    def settings(self) -> dict[str, tuple[bool, Decimal | None]]:
        """Return of each check whether it is used, and its limit where that is not the usual one."""
        data = self.cleaned_data
        limits = {check.NAME: data.get(f"limit-{check.NAME}") for check in self.checks}
        return {
            check.NAME: (
                data[f"on-{check.NAME}"],
                None if limits[check.NAME] in (None, check.LIMIT) else limits[check.NAME],
            )
            for check in self.checks
        }


def compared(check: Any, row: CollectionCheck | None) -> str:
    """Return how this collection uses a check, set against how it is usually used."""
    if row is None:
        return "Used as usual."
    if not row.is_on:
        return "Not used by this collection; usually it is."
    if row.limit is None:
        return "Used as usual."
    return f"Here beyond {plain(row.limit)}, usually beyond {plain(check.LIMIT)}."


def plain(number: Decimal) -> str:
    """Return a number without the noughts at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
