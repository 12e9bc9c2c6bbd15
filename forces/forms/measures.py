"""Filters of the measure pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from core.forms import FilterForm, FilterHelper
from forces.models import Force, Period, Region


class MeasureFilter(FilterForm):
    """Measures whose title or definition holds some words."""

    q = forms.CharField(label="Words in the title or definition", max_length=60)

    helper = FilterHelper("q", heading="Filter measures", open=False)


class FigureFilter(FilterForm):
    """One measure's figure: for which period, with which force marked, in which region."""

    period = forms.ChoiceField()
    force = forms.ChoiceField(label="Force to mark")
    region = forms.ChoiceField(choices=[("", "England and Wales"), *Region.choices])

    helper = FilterHelper("period", "force", "region", heading="Choose what is shown", submit="Show")

    def __init__(self, data: QueryDict, *, periods: Sequence[Period], forces: Sequence[Force], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        newest = [("", f"Newest: {periods[0].label}")] if periods else [("", "None held yet")]
        self.fields["period"].choices = [*newest, *((p.slug, p.label) for p in periods)]  # type: ignore[attr-defined]
        self.fields["force"].choices = [("", "None"), *((f.slug, f.name) for f in forces)]  # type: ignore[attr-defined]
