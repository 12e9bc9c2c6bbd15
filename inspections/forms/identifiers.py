"""Free text is scanned before it is saved: the writer is warned of likely identifiers and decides."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from crispy_forms.layout import LayoutObject
from django import forms
from markupsafe import Markup

from core.forms.layout import drawn
from inspections.rules import identifiers
from inspections.rules.identifiers import Kept

KEEP = "keep_identifiers"


class Scanned(forms.Form):
    """A form whose free text is scanned; what looks like an identifier is changed, or knowingly kept."""

    scanned: ClassVar[tuple[str, ...]] = ()
    identified: dict[str, list[identifiers.Found]] = {}

    keep_identifiers = forms.BooleanField(
        label="Keep the words I was warned of: they do not tell who anybody is",
        required=False,
        help_text="Your decision is put on file.",
    )

    def clean(self) -> dict[str, Any]:
        """Warn of what looks like an identifier."""
        self.warn()
        return self.cleaned_data

    def scanned_fields(self) -> list[str]:
        """Return the names of the fields that are scanned."""
        return list(self.scanned)

    def found(self) -> dict[str, list[identifiers.Found]]:
        """Return what looks like an identifier, by field."""
        texts = {name: str(self.cleaned_data.get(name) or "") for name in self.scanned_fields()}
        scanned = {name: identifiers.scan(text) for name, text in texts.items() if text}
        return {name: found for name, found in scanned.items() if found}

    def warn(self) -> None:
        """Put each warning by its field, unless the writer has decided to keep what is there."""
        self.identified = self.found()
        if self.cleaned_data.get(KEEP):
            return
        for name, found in self.identified.items():
            words = ". ".join(identifiers.warning(one) for one in found)
            self.add_error(name, f"{words}. Take it out, or tick the box at the end of the form to keep it")

    @property
    def kept(self) -> list[Kept]:
        """Return what the writer was warned of and keeps."""
        counts = Counter((name, one.kind) for name, found in self.identified.items() for one in found)
        return [Kept(where, kind, number) for (where, kind), number in counts.items()]


class KeepBox(LayoutObject):
    """The box that keeps likely identifiers: drawn only on a form that was warned of some."""

    fields: ClassVar[list[str]] = [KEEP]

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> Markup:
        """Draw the box, or nothing."""
        form.rendered_fields.add(KEEP)
        return drawn(KEEP, form, context, template_pack) if form.identified else Markup("")
