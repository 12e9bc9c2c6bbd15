"""Releases of statistics: the list, entering one, mending one, its history."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import dates
from core.lists import Column, ListPage
from core.views import FormPage, HistoryPage
from forces.actions import reference
from forces.forms.tables import ReleaseForm
from forces.models import PopulationVintage, Release, Vintage
from forces.views.sections import InData

MAY = "forces.manage_reference"


def held_of(rows: QuerySet[Any]) -> Coalesce:
    """Return how many rows hang on each release, as one small look-up a release."""
    counts = rows.filter(release=OuterRef("pk")).order_by().values("release").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


class ReleaseList(InData, ListPage):
    """What was published when, and how much of it is held."""

    permission_required = MAY
    template = "tables/releases.html"
    title = "Releases"
    caption = "Releases of statistics"
    default_sort = "-released_on"
    empty = "No release is entered yet."
    columns: ClassVar[list[Column]] = [
        Column("slug", "Slug", lambda r: r.slug, sort="slug", in_table=False),
        Column("title", "Release", lambda r: r.title, sort="title", link=lambda r: r.get_absolute_url()),
        Column(
            "released_on",
            "Released",
            lambda r: r.released_on,
            sort="released_on",
            text=lambda r: dates.in_words(r.released_on),
        ),
        Column("source", "Source", lambda r: r.source),
        Column("figures", "Figures held", lambda r: r.figures, sort="figures", numeric=True),
        Column("populations", "Populations held", lambda r: r.populations, sort="populations", numeric=True),
    ]

    def rows(self, filters: dict[str, Any]) -> QuerySet[Release]:
        """Return every release with how much is held of it."""
        return Release.objects.annotate(
            figures=held_of(Vintage.objects.all()), populations=held_of(PopulationVintage.objects.all())
        )


class AddRelease(FormPage):
    """Enters a release."""

    permission_required = MAY
    template = "tables/form.html"
    form_class = ReleaseForm
    title = "New release"
    said = "The release is entered. Load its tables from the page of a collection of published statistics."

    def act(self, form: ReleaseForm) -> Release:
        """Enter it."""
        return reference.add_release(by=self.request.user, **form.cleaned_data)

    def done(self, made: Release) -> str:
        """Go back to the list."""
        return reverse("forces:releases")

    def context(self) -> dict[str, Any]:
        """Return the way back."""
        return {"back": {"text": "Releases", "href": reverse("forces:releases")}}


class OfRelease:
    """A page under a release's address."""

    request: Any
    kwargs: dict[str, Any]

    def record(self) -> Release:
        """Return the release, fetched once."""
        if not hasattr(self, "_release"):
            self._release = get_object_or_404(Release, slug=self.kwargs["slug"])
        return self._release

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the pages of the release."""
        home = self.record().get_absolute_url()
        pages = [("Release", home), ("History", f"{home}history/")]
        return [{"text": text, "href": href, "active": href == self.request.path} for text, href in pages]


class ReleasePage(OfRelease, FormPage):
    """Shows a release and mends it."""

    permission_required = MAY
    template = "tables/form.html"

    @property
    def title(self) -> str:
        """Return the release's name."""
        return self.record().title

    def form(self, *data: Any) -> ReleaseForm:
        """Return the form with what is held."""
        release = self.record()
        held = {name: getattr(release, name) for name in ("title", "released_on", "source")}
        return ReleaseForm(*data, initial=held)

    def act(self, form: ReleaseForm) -> Release:
        """Mend it."""
        return reference.change_release(by=self.request.user, release=self.record(), **form.cleaned_data)

    def context(self) -> dict[str, Any]:
        """Return the way back."""
        return {"back": {"text": "Releases", "href": reverse("forces:releases")}, "tabs": self.tabs()}


class ReleaseHistory(OfRelease, HistoryPage):
    """Who changed a release, and how."""

    permission_required = MAY
