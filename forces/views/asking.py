"""A collection edited: made, changed, the figures it asks for chosen, its checks set."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from core import clock
from core.actions import Stale
from core.views import seen_version
from core.words import plural
from forces import changes
from forces.actions import asking, collections
from forces.actions.asking import Setting
from forces.forms.asking import ChecksForm, CollectionForm, FiguresForm
from forces.models import Collection, Cycle, Measure, Period
from forces.returns import checks
from forces.views.collections import OfCollection
from forces.views.editing import EditPage

NEWEST = 4  # periods of a kind that are offered unasked


class NewCollection(EditPage):
    """Begins a collection, then leads to what it asks for."""

    permission_required = asking.EDIT
    title = "New collection"
    said = "The collection is made. Choose the figures it asks for."

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the list."""
        return [("Collections", reverse("forces:collections"))]

    def form(self, *data: Any) -> CollectionForm:
        """Return the form with the cycles."""
        return CollectionForm(*data, cycles=list(Cycle.objects.all()))

    def act(self, form: CollectionForm) -> Collection:
        """Begin it."""
        return collections.begin(by=self.request.user, collection=Collection(**form.fields_to_save()))

    def done(self, made: Any) -> str:
        """Go on to the figures."""
        return reverse("forces:collection-figures", args=[made.slug])


class EditCollection(OfCollection, EditPage, abstract=True):
    """A form about a collection, among its pages."""

    permission_required = asking.EDIT

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the list and the collection."""
        home = self.collection.get_absolute_url()
        return [("Collections", reverse("forces:collections")), (str(self.collection), home)]

    def context(self) -> dict[str, Any]:
        """Return the collection's pages too."""
        return {**super().context(), "caption": str(self.collection), "tabs": self.tabs()}

    def stale(self, stale: Stale) -> HttpResponse:
        """Show what changed in the collection or in any part of it meanwhile."""
        stale.changes = changes.of_collection_after(self.collection, seen_version(self.request))
        return super().stale(stale)


class ChangeCollection(EditCollection):
    """Changes a collection's words and dates."""

    permission_required = asking.EDIT
    title = "Edit"
    said = "The collection is changed."

    def form(self, *data: Any) -> CollectionForm:
        """Return the form with the collection as it is."""
        return CollectionForm(*data, cycles=list(Cycle.objects.all()), instance=self.collection)

    def act(self, form: CollectionForm) -> Collection:
        """Save it."""
        cleaned = form.cleaned_data
        return collections.change(
            by=self.request.user,
            collection=self.collection,
            version=cleaned["version"],
            fields=form.fields_to_save(),
            reason=cleaned["reason"],
        )


class Figures(EditCollection):
    """Chooses which measures are asked for, for which periods."""

    permission_required = asking.EDIT
    title = "What is asked"
    said = "What is asked is saved."

    @cached_property
    def asked(self) -> frozenset[tuple[int, int]]:
        """Return what is asked now, fetched once."""
        return frozenset(self.collection.items.values_list("measure", "period"))

    @cached_property
    def every(self) -> list[Period]:
        """Return all periods, fetched once."""
        return list(Period.objects.all())

    def periods(self) -> list[Period]:
        """Return the newest periods of each kind and those asked for already, or all when the address asks for them."""
        if self.request.GET.get("periods") == "all":
            return self.every
        asked = {period for _, period in self.asked}
        offered, counts = [], dict.fromkeys((p.kind for p in self.every), 0)
        for period in self.every:
            counts[period.kind] += 1
            if counts[period.kind] <= NEWEST or period.pk in asked:
                offered.append(period)
        return offered

    def form(self, *data: Any) -> FiguresForm:
        """Return the form with what is asked ticked."""
        asked = frozenset(f"{measure}-{period}" for measure, period in self.asked)
        return FiguresForm(
            *data,
            measures=list(Measure.objects.all()),
            periods=self.periods(),
            asked=asked,
            initial={"version": self.collection.version, "ask": sorted(asked)},
        )

    def act(self, form: FiguresForm) -> Collection:
        """Save it."""
        cleaned = form.cleaned_data
        return asking.choose(
            by=self.request.user,
            collection=self.collection,
            version=cleaned["version"],
            pairs=form.pairs,
            on=clock.today(),
            reason=cleaned["reason"],
        )

    def context(self) -> dict[str, Any]:
        """Say what is asked now, and what a change does."""
        held = self.collection
        intro = f"{plural(len(self.asked), 'figure is', 'figures are')} asked of each force, in version "
        intro += f"{held.template_version} of the template. "
        if self.asked and held.opens_on <= clock.today():
            intro += "The collection has opened: a change makes a new version, and files of an older one are refused."
        hidden = len(self.every) - len(self.periods())
        return {**super().context(), "intro": intro, "more_periods": hidden}

    def done(self, made: Any) -> str:
        """Stay, so that the ticks can be looked over."""
        return self.request.get_full_path()


class Checks(EditCollection):
    """Says how the collection uses the checks that raise queries."""

    permission_required = asking.EDIT
    title = "Checks"
    said = "The checks are saved."

    def form(self, *data: Any) -> ChecksForm:
        """Return the form with each check as it is used."""
        held = {row.check_name: row for row in self.collection.checks.all()}
        return ChecksForm(*data, checks=checks.FIGURE_CHECKS, held=held, initial={"version": self.collection.version})

    def act(self, form: ChecksForm) -> Collection:
        """Save it."""
        cleaned = form.cleaned_data
        return asking.set_checks(
            by=self.request.user,
            collection=self.collection,
            version=cleaned["version"],
            settings={name: Setting(is_on, limit) for name, (is_on, limit) in form.settings().items()},
            on=clock.today(),
            reason=cleaned["reason"],
        )

    def context(self) -> dict[str, Any]:
        """Say what a check does."""
        intro = "When a return is confirmed, each check that finds something asks the force about it."
        return {**super().context(), "intro": intro}

    def done(self, made: Any) -> str:
        """Stay, so that the limits can be looked over."""
        return self.request.path
