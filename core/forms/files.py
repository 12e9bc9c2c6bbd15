"""Fields for several files at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core import attachments


class FilesInput(forms.FileInput):
    """A control that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each is cleaned as one would be, and a list of them comes out."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files."""
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if not sent and self.required:
            return [super().clean(None, initial)]
        return [super(FilesField, self).clean(one, initial) for one in sent]


class AttachmentsField(FilesField):
    """Files to attach to a record: each is looked into, and a list of `attachments.Sent` comes out."""

    def __init__(self, *, label: str = "Files (optional)", required: bool = False, **options: Any) -> None:
        hint = f"{attachments.ALLOWED} Up to {attachments.LIMIT_FILES} files, chosen together."
        options = {"max_length": 255, "help_text": hint, **options}
        # an empty one is refused by its name, with the others
        super().__init__(label=label, required=required, allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Look into each file; every one that is not taken is named."""
        sent = super().clean(data, initial)
        if len(sent) > attachments.LIMIT_FILES:
            raise ValidationError(f"You chose {len(sent)} files; send {attachments.LIMIT_FILES} at most.")
        found, refused = [], []
        for file in sent:
            try:
                found.append(attachments.Sent(file, file.name, attachments.kind_of(file, file.size)))
            except attachments.Refused as why:
                refused.append(f"{file.name} was not taken: {why}")
        if refused:
            raise ValidationError(refused)
        return found
