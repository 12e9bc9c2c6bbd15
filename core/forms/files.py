"""A field for several files at once."""

from __future__ import annotations

from typing import Any

from django import forms


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
