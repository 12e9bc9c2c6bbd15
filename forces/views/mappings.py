"""Mappings of published tables: the list, making one, changing one, its history."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.lists import Column, ListPage
from core.views import FormPage, HistoryPage
from forces.actions import reference
from forces.forms.tables import MappingForm
from forces.models import Mapping
from forces.returns.sheets import columns_of
from forces.views.sections import InData

MAY = "forces.manage_reference"
FIELDS = (
    *("title", "target", "force_column", "period_columns", "count_column", "denominator_column", "release_column"),
    *("measure", "measure_column", "measures", "only", "do_rows_add_up"),
)


class MappingList(InData, ListPage):
    """How tables are read."""

    permission_required = MAY
    template = "tables/mappings.html"
    title = "Mappings"
    caption = "Mappings of published tables"
    default_sort = "title"
    empty = "No mapping is held yet."
    columns: ClassVar[list[Column]] = [
        Column("slug", "Slug", lambda m: m.slug, sort="slug", in_table=False),
        Column("title", "Mapping", lambda m: m.title, sort="title", link=lambda m: m.get_absolute_url()),
        Column("target", "Holds", lambda m: m.target, sort="target", text=lambda m: m.get_target_display()),
        Column("columns", "Columns read", lambda m: ", ".join(columns_of(m))),
        Column("measure", "Measure", lambda m: m.measure.slug if m.measure else m.measure_column),
        Column(
            "adds_up", "Rows add up", lambda m: m.do_rows_add_up, text=lambda m: "yes" if m.do_rows_add_up else "no"
        ),
    ]

    def rows(self, filters: dict[str, Any]) -> QuerySet[Mapping]:
        """Return every mapping."""
        return Mapping.objects.select_related("measure")


class AddMapping(FormPage):
    """Makes a mapping."""

    permission_required = MAY
    template = "tables/form.html"
    form_class = MappingForm
    title = "New mapping"
    said = "The mapping is made. Choose it when you load a table."

    def act(self, form: MappingForm) -> Mapping:
        """Make it."""
        fields = {name: form.cleaned_data[name] for name in FIELDS}
        return reference.add_mapping(by=self.request.user, mapping=Mapping(**fields))

    def done(self, made: Mapping) -> str:
        """Go back to the list."""
        return reverse("forces:mappings")

    def context(self) -> dict[str, Any]:
        """Return the way back."""
        return {"back": {"text": "Mappings", "href": reverse("forces:mappings")}}


class OfMapping:
    """A page under a mapping's address."""

    request: Any
    kwargs: dict[str, Any]

    def record(self) -> Mapping:
        """Return the mapping, fetched once."""
        if not hasattr(self, "_mapping"):
            self._mapping = get_object_or_404(Mapping.objects.select_related("measure"), slug=self.kwargs["slug"])
        return self._mapping

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the pages of the mapping."""
        home = self.record().get_absolute_url()
        pages = [("Mapping", home), ("History", f"{home}history/")]
        return [{"text": text, "href": href, "active": href == self.request.path} for text, href in pages]


class MappingPage(OfMapping, FormPage):
    """Shows a mapping and changes it."""

    permission_required = MAY
    template = "tables/form.html"

    @property
    def title(self) -> str:
        """Return the mapping's name."""
        return self.record().title

    def form(self, *data: Any) -> MappingForm:
        """Return the form with what is held."""
        mapping = self.record()
        held = {name: getattr(mapping, name) for name in ("version", *FIELDS)}
        return MappingForm(*data, initial={**held, "measure": mapping.measure.slug if mapping.measure else ""})

    def act(self, form: MappingForm) -> Mapping:
        """Change it."""
        fields = {name: form.cleaned_data[name] for name in FIELDS}
        version = form.cleaned_data["version"] or 0
        return reference.change_mapping(by=self.request.user, mapping=self.record(), version=version, fields=fields)

    def context(self) -> dict[str, Any]:
        """Return the way back."""
        return {"back": {"text": "Mappings", "href": reverse("forces:mappings")}, "tabs": self.tabs()}


class MappingHistory(OfMapping, HistoryPage):
    """Who changed a mapping, and how."""

    permission_required = MAY
