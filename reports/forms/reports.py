"""The filter of the list of reports."""

from __future__ import annotations

from django import forms

from core.forms import FilterForm, FilterHelper
from forces.models import Cycle, Force


class ReportFilter(FilterForm):
    """Reports of a force, of a cycle, out or to come."""

    OUT, TO_COME = "published", "to-come"

    force = forms.ModelChoiceField(Force.objects.all(), to_field_name="slug")
    cycle = forms.ModelChoiceField(Cycle.objects.all(), to_field_name="slug")
    state = forms.ChoiceField(choices=[("", "---------"), (OUT, "Published"), (TO_COME, "Not published yet")])

    helper = FilterHelper("force", "cycle", "state", heading="Filter reports", open=False)
