"""Forms about files of published grades: sending one, and which of its rows are shown."""

from __future__ import annotations

from django import forms

from core.forms import FilterForm, Form, Helper


class GradesFileForm(Form):
    """A file of published grades."""

    file = forms.FileField(
        label="File",
        max_length=255,
        allow_empty_file=True,  # refused like every other file that cannot be read, with its outcome kept
        help_text="A CSV file in UTF-8, up to 5,000 rows.",
    )

    helper = Helper("file", submit="Send and check")


class GradesRowsFilter(FilterForm):
    """Which rows of a file are shown."""

    show = forms.ChoiceField(
        choices=[("refused", "Refused"), ("changed", "Changed"), ("added", "Added"), ("unchanged", "Unchanged")]
    )
