"""Forms about published tables: sending one, mappings, releases, other names of forces, and undoing a file."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import DateField, FilterForm, FilterHelper, Form, Helper
from forces.models import Force, Mapping, MappingTarget, Measure, Release


class TableForm(Form):
    """A published table, how it is read, and which release it is."""

    mapping = forms.ModelChoiceField(Mapping.objects.all(), to_field_name="slug", empty_label="Choose")
    release = forms.ModelChoiceField(
        Release.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label="The table tells it row by row",
        help_text="Which publication the table is of. Only a mapping with a column for it tells that itself.",
    )
    file = forms.FileField(
        label="File",
        max_length=255,
        allow_empty_file=True,  # refused like every other file that cannot be read, with its outcome kept
        help_text="A CSV file, an Excel workbook or an OpenDocument spreadsheet with one row of headings",
    )

    helper = Helper("mapping", "release", "file", submit="Send and check")


class UndoForm(Form):
    """Why a confirmed file is taken back."""

    reason = forms.CharField(max_length=300, help_text="Kept with the file and in the history of every figure.")

    helper = Helper("reason", submit="Undo the file")


class AliasForm(Form):
    """Another name of a force."""

    force = forms.ModelChoiceField(Force.objects.all(), to_field_name="slug", empty_label="Choose")
    name = forms.CharField(
        max_length=100, help_text="As tables write it. Capitals and double spaces make no difference."
    )

    helper = Helper("force", "name", submit="Add the name")


class RemoveAliasForm(Form):
    """Nothing to fill in: the page says which name is removed."""

    helper = Helper(submit="Remove the name")


class AliasFilter(FilterForm):
    """Names that hold a word."""

    q = forms.CharField(label="Name or force")

    helper = FilterHelper("q", heading="Filter names", open=False)


class ReleaseForm(Form):
    """A publication of statistics."""

    title = forms.CharField(max_length=120, help_text="As tables name it, if they do: it is looked up by this.")
    released_on = DateField(label="Released on", help_text="The newest release of a figure is the one that counts.")
    source = forms.CharField(max_length=300, help_text="Who published it, and where. Printed with every figure.")

    helper = Helper("title", "released_on", "source", submit="Save the release")


class LinesField(forms.CharField):
    """Texts, one a line."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """Return the lines that hold anything."""
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        """Return what stands in the box."""
        return "\n".join(value) if isinstance(value, list) else value


class PairsField(forms.CharField):
    """Pairs, one a line: what stands before the last "=" and what stands after it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """Return the pairs in their order."""
        pairs = {}
        for line in str(value or "").splitlines():
            before, mark, after = (part.strip() for part in line.rpartition("="))
            if not line.strip():
                continue
            if not mark or not before or not after:
                raise forms.ValidationError(f"“{line.strip()}” is not of the form: text = text")
            pairs[before] = after
        return pairs

    def prepare_value(self, value: Any) -> Any:
        """Return what stands in the box."""
        return "\n".join(f"{key} = {text}" for key, text in value.items()) if isinstance(value, dict) else value


class MappingForm(Form):
    """How to read a table: which column is what."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(max_length=120)
    target = forms.ChoiceField(
        label="What does the table hold?", choices=MappingTarget.choices, widget=forms.RadioSelect
    )
    force_column = forms.CharField(label="Column of the force", max_length=100)
    period_columns = LinesField(
        label="Columns of the period",
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="One a line: the year, then the quarter if there is one. Empty when the table is of one period.",
    )
    count_column = forms.CharField(label="Column of the figure", max_length=100)
    denominator_column = forms.CharField(label="Column it is divided by (optional)", max_length=100, required=False)
    release_column = forms.CharField(label="Column of the release (optional)", max_length=100, required=False)
    measure = forms.ModelChoiceField(
        Measure.objects.all(),
        label="Measure of the whole table",
        to_field_name="slug",
        required=False,
        empty_label="A column tells it, or these are populations",
    )
    measure_column = forms.CharField(label="Column of the measure (optional)", max_length=100, required=False)
    measures = PairsField(
        label="What the texts of that column mean (optional)",
        required=False,
        help_text="One a line: text of the column = slug of the measure. Rows with other texts are not read.",
    )
    only = PairsField(
        label="Rows that are taken (optional)",
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="One a line: column = text a row must have in it. Without any, every row is taken.",
    )
    do_rows_add_up = forms.BooleanField(
        label="Rows of one force, measure and period add up, corrections below zero included", required=False
    )

    helper = Helper(
        "version",
        "title",
        "target",
        "force_column",
        "period_columns",
        "count_column",
        "denominator_column",
        "release_column",
        "measure",
        "measure_column",
        "measures",
        "only",
        "do_rows_add_up",
        submit="Save the mapping",
    )
