"""Forms about returns: sending a file, and the filters of the board and the files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import FilesField, FilterForm, FilterHelper, Form, Helper
from forces.models import ReturnState, Upload, UploadState

MANY = 50

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


class UploadManyForm(Form):
    """The files of many forces."""

    files = FilesField(
        max_length=255,
        allow_empty_file=True,  # as above
        help_text="Filled-in templates of one force each, up to 50 files. Hold Ctrl (or Cmd) to choose several.",
    )

    helper = Helper("files", submit="Send and check")

    def clean_files(self) -> list[Any]:
        """Hold the number of files down."""
        files: list[Any] = self.cleaned_data["files"]
        if len(files) > MANY:
            raise forms.ValidationError(f"Send at most {MANY} files at once; these are {len(files)}.")
        return files


class ConfirmManyForm(Form):
    """Which files that were read are confirmed."""

    files = forms.MultipleChoiceField(label="Files to confirm", widget=forms.CheckboxSelectMultiple)

    helper = Helper("files", submit="Confirm the chosen files")

    def __init__(self, *args: Any, uploads: Sequence[Upload], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["files"]
        field.choices = [(key_of(upload), in_words(upload)) for upload in uploads]
        field.initial = [key_of(upload) for upload in uploads if not upload.tally.get("refused")]


def key_of(upload: Upload) -> str:
    """Return a file with the version of its preview."""
    return f"{upload.pk}-{upload.version}"


def in_words(upload: Upload) -> str:
    """Return a file and what it would change."""
    tally = upload.tally
    counts = ", ".join(f"{tally.get(name, 0):,} {name}" for name in ("added", "changed", "refused"))
    return f"{upload.force.name if upload.force else 'Several forces'}: {upload} ({counts})"


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
