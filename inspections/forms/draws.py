"""Forms of the draw: sending a list, choosing its columns, mapping its offence types, drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from core.forms import Button, Form, Helper
from inspections.crime_lists import Columns
from inspections.models import Stratum

ANY = ("", "---------")
OTHER = "another type"  # no slug has a space
DRY_RUN, DRAW = "dry-run", "draw"


class ListForm(Form):
    """A force's crime list."""

    file = forms.FileField(label="Crime list", max_length=255, allow_empty_file=True)

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = settings.CRIME_LIST_LIMIT_BYTES // 1024**2
        self.fields["file"].help_text = (
            f"A CSV file up to {limit} MB and a million rows, or an Excel workbook (.xlsx) or OpenDocument spreadsheet "
            "(.ods) up to 100,000 rows. One row a crime, under one row of headings."
        )
        self.helper = Helper("file", submit="Send the list", cancel=cancel)


class ColumnsForm(Form):
    """Which columns of a list hold what is read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    identifier = forms.ChoiceField(label="Crime reference", help_text="The force’s own number of each crime.")
    recorded_on = forms.ChoiceField(
        label="Date recorded", required=False,
        help_text="Leave empty only if the list has no date: every crime then counts as recorded in the window.",
    )  # fmt: skip
    offence_type = forms.ChoiceField(label="Offence type")

    def __init__(self, *args: Any, headings: Sequence[str], cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("identifier", "recorded_on", "offence_type"):
            self.fields[name].choices = [ANY, *((heading, heading) for heading in headings)]  # type: ignore[attr-defined]
        self.helper = Helper(
            "version", "identifier", "recorded_on", "offence_type", submit="Save the columns", cancel=cancel
        )

    @property
    def columns(self) -> Columns:
        """Return the columns chosen."""
        data = self.cleaned_data
        return Columns(data["identifier"], data["recorded_on"], data["offence_type"])


class TypesForm(Form):
    """What each value of the list's offence types means."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, values: Counter[str], strata: Sequence[Stratum], kept: dict[str, str], cancel: str,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        own = [(stratum.slug, stratum.title) for stratum in strata]
        known = {OTHER, *(slug for slug, _ in own)}
        self.names = {f"value-{number}": value for number, (value, _) in enumerate(values.most_common(), start=1)}
        for name, value in self.names.items():
            said = kept.get(value)
            initial = "" if said is None else said or OTHER
            elsewhere = [(initial, f"{initial} (not in this review)")] if initial and initial not in known else []
            self.fields[name] = forms.ChoiceField(
                label=f"{value}: {values[value]:,}",
                choices=[("", "Not mapped: left out and counted"), *own, (OTHER, "Another type: not reviewed"),
                         *elsewhere],
                required=False,
                initial=initial,
            )  # fmt: skip
        self.helper = Helper("version", *self.names, submit="Save the offence types", cancel=cancel)

    @property
    def types(self) -> dict[str, str | None]:
        """Return what each value means: a slug, "" for another type, None where it is not mapped."""
        meaning: dict[str, str | None] = {"": None, OTHER: ""}
        chosen = {value: self.cleaned_data[name] for name, value in self.names.items()}
        return {value: meaning.get(said, said) for value, said in chosen.items()}


class DrawForm(Form):
    """A dry run or the draw, with the reason where files were drawn already."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    then = forms.ChoiceField(choices=[(DRY_RUN, "Dry run"), (DRAW, "Draw the files")])
    reason = forms.CharField(
        label="Reason for drawing again", widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=1000,
        help_text="Kept with the draw for anybody who checks it.",
    )  # fmt: skip

    def __init__(self, *args: Any, is_drawn: bool, can_draw: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        buttons = [Button("Dry run", name="then", value=DRY_RUN)]
        if can_draw:
            buttons.append(Button("Draw the files", name="then", value=DRAW, variant="secondary"))
        self.helper = Helper("version", *(["reason"] if is_drawn and can_draw else []), buttons=buttons)

    @property
    def is_dry_run(self) -> bool:
        """Say whether no files are to be made."""
        return bool(self.cleaned_data["then"] == DRY_RUN)


class PickedForm(Form):
    """The force's references of files that were picked, a line each."""

    MOST = 200

    references = forms.CharField(
        label="Crime references, one on each line",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        max_length=20_000,
        help_text="They are sealed when you save, and shown only to each file’s reviewer and to you.",
    )

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = Helper("references", submit="Add these files", cancel=cancel)

    def clean_references(self) -> list[str]:
        """Return the references in the order of the lines."""
        lines = [line.strip() for line in self.cleaned_data["references"].splitlines()]
        found = [line for line in lines if line]
        if len(found) > self.MOST:
            raise ValidationError(f"There are {len(found)} lines; add at most {self.MOST} files at a time.")
        if long := [n for n, line in enumerate(lines, start=1) if len(line) > 100]:
            raise ValidationError(f"Line {long[0]} is too long to be a crime reference.")
        return found
