"""Forms about returns: sending a file, and the filters of the board and the files."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import FilterForm, FilterHelper, Form, Helper
from forces.models import ReturnState, UploadState

ALL_FORCES = ("all", "Several forces in one file")


class UploadForm(Form):
    """A filled-in template, and whose it is."""

    force = forms.ChoiceField(label="Whose return is it?")
    file = forms.FileField(
        label="File",
        max_length=255,
        allow_empty_file=True,  # refused like every other file that cannot be read, with its outcome kept
        help_text="An Excel workbook (.xlsx or .xlsm), an OpenDocument spreadsheet (.ods) or a CSV file, up to 50 MB.",
    )

    helper = Helper("force", "file", submit="Send and check")

    def __init__(self, *args: Any, forces: list[tuple[str, str]], is_all_allowed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [ALL_FORCES, *forces] if is_all_allowed else forces
        field: Any = self.fields["force"]
        field.choices = choices if len(choices) == 1 else [("", "Choose"), *choices]
        field.initial = choices[0][0] if len(choices) == 1 else self.initial.get("force", "")


class BoardFilter(FilterForm):
    """Returns in a state."""

    state = forms.ChoiceField(choices=[("", "Any state"), *ReturnState.choices])

    helper = FilterHelper("state", heading="Filter forces", open=False)


class UploadFilter(FilterForm):
    """Files in a state."""

    state = forms.ChoiceField(choices=[("", "Any state"), *UploadState.choices])

    helper = FilterHelper("state", heading="Filter files", open=False)


class PreviewFilter(FilterForm):
    """Which rows of a file are shown."""

    show = forms.ChoiceField(
        choices=[
            ("refused", "Refused"),
            ("changed", "Changed"),
            ("added", "Added"),
            ("unchanged", "Unchanged"),
            ("read-as", "Read as"),
            ("not-read", "Not read"),
        ]
    )
