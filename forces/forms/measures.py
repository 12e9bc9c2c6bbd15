"""Filters of the measure pages, and the form that freezes a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from core.forms import FilterForm, FilterHelper, Form, Helper
from forces import figures
from forces.models import Cycle, Force, Period, Region, Release


class MeasureFilter(FilterForm):
    """Measures whose title or definition holds some words."""

    q = forms.CharField(label="Words in the title or definition", max_length=60)

    helper = FilterHelper("q", heading="Filter measures", open=False)


class FigureFilter(FilterForm):
    """One measure's figure: for which period, with which force marked, in which region, as of which release."""

    period = forms.ChoiceField()
    force = forms.ChoiceField(label="Force to mark")
    region = forms.ChoiceField(choices=[("", "England and Wales"), *Region.choices])
    release = forms.ChoiceField(label="As released")

    def __init__(
        self,
        data: QueryDict,
        *,
        periods: Sequence[Period],
        forces: Sequence[Force],
        releases: Sequence[Release] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        first = figures.shown_first(periods)
        newest = [("", f"Newest published: {first.label}" if first else "None held yet")]
        self.choose("period", [*newest, *((p.slug, p.label) for p in periods)])
        self.choose("force", [("", "None"), *((f.slug, f.name) for f in forces)])
        self.choose("release", [("", "Newest figures"), *((r.slug, r.title) for r in releases)])
        shown = ["period", "force", "region", *(["release"] if releases else [])]
        self.helper = FilterHelper(*shown, heading="Choose what is shown", submit="Show")

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Say what a field can be."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class OverTimeFilter(FilterForm):
    """Which force is set against England and Wales."""

    force = forms.ChoiceField()

    helper = FilterHelper("force", heading="Choose a force", submit="Show")

    def __init__(self, data: QueryDict, *, forces: Sequence[Force], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["force"].choices = [("", "Choose one"), *((f.slug, f.name) for f in forces)]  # type: ignore[attr-defined]


class AnnexFilter(FilterForm):
    """Which published figures the annex is about: those of periods that end in a cycle's year, or of one period."""

    cycle = forms.ChoiceField(label="Periods that end in the year of a cycle")
    period = forms.ChoiceField()

    helper = FilterHelper("cycle", "period", heading="Choose what the annex is about", submit="Show")

    def __init__(self, data: QueryDict, *, cycles: Sequence[Cycle], periods: Sequence[Period], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["cycle"].choices = [("", "Newest period of each measure"), *((c.slug, c.title) for c in cycles)]  # type: ignore[attr-defined]
        self.fields["period"].choices = [("", "Any"), *((p.slug, p.label) for p in periods)]  # type: ignore[attr-defined]


class FreezeForm(Form):
    """What a figure is printed in."""

    purpose = forms.CharField(
        label="What is it printed in?", max_length=200, help_text="For example, the title of a report."
    )

    helper = Helper("purpose", submit="Freeze this figure")
