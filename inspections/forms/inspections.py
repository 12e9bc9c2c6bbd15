"""Filters of the list of inspections and of the national picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from core.forms import FilterDateField, FilterForm, FilterHelper
from forces.models import Cycle, Force
from inspections.models import InspectionKind, Pillar, Stage


class InspectionFilter(FilterForm):
    """Inspections of a force, of a cycle, of a kind, or so far along."""

    force = forms.ModelChoiceField(Force.objects.all(), to_field_name="slug")
    cycle = forms.ModelChoiceField(Cycle.objects.all(), to_field_name="slug")
    kind = forms.ChoiceField(choices=[("", "---------"), *InspectionKind.choices])
    stage = forms.ChoiceField(choices=[("", "---------"), *Stage.choices])

    helper = FilterHelper("force", "cycle", "kind", "stage", heading="Filter inspections", open=False)


class NationalFilter(FilterForm):
    """The national picture as at a day, of one pillar, grouped or not."""

    as_at = FilterDateField(label="As at")
    pillar = forms.ChoiceField()
    group = forms.ChoiceField(label="Group by", choices=[("", "---------"), ("region", "Region")])

    blank_choice = "Not grouped"
    helper = FilterHelper("as_at", "pillar", "group", heading="Change what is shown", submit="Show")

    def __init__(self, data: QueryDict, *, pillars: Sequence[str], columns: Sequence[str], **options: Any) -> None:
        super().__init__(data, **options)
        self.columns = columns
        self.fields["pillar"].choices = [(pillar, Pillar(pillar).label) for pillar in pillars]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse to sort by what is no column."""
        sort = self.data.get("sort", "force").removeprefix("-")
        if sort not in self.columns:
            self.add_error(None, f"sort: {sort} is not a column of this table")
        return super().clean()
