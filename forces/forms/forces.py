"""Filters of the lists of forces."""

from __future__ import annotations

from django import forms

from core.forms import FilterForm, FilterHelper
from forces.models import Region


class ForceFilter(FilterForm):
    """Forces of a region, or whose name holds some words."""

    q = forms.CharField(label="Name", max_length=60)
    region = forms.ChoiceField(choices=[("", "---------"), *Region.choices])

    helper = FilterHelper("q", "region", heading="Filter forces", open=False)
