"""Forms about files of published findings: sending one, and which of its rows are shown."""

from __future__ import annotations

from django import forms

from core.forms import FilterForm, Form, Helper

WARNED = "look"


class FindingsFileForm(Form):
    """A file of published findings."""

    file = forms.FileField(
        label="File",
        max_length=255,
        allow_empty_file=True,  # refused like every other file that cannot be read, with its outcome kept
        help_text="A CSV file, an Excel workbook (.xlsx) or an OpenDocument spreadsheet (.ods), up to 1,000 rows.",
    )

    helper = Helper("file", submit="Send and check")


class RowsFilter(FilterForm):
    """Which rows of a file are shown."""

    show = forms.ChoiceField(
        choices=[
            ("refused", "Refused"),
            ("changed", "Changed"),
            ("added", "Added"),
            ("merged", "Merged"),
            ("unchanged", "Unchanged"),
            (WARNED, "To look at"),
        ]
    )
