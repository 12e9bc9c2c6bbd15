"""Observations: remarks of reports that are no findings, listed, recorded and edited."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from core import clock, dates
from core.lists import Column, ListPage
from core.views import FormPage, HistoryPage
from findings import policies
from findings.actions import observations as actions
from findings.forms.observations import ObservationEditForm, ObservationFilter, ObservationForm
from findings.models import Observation
from findings.views.sections import InFindings
from inspections.models import Inspection

BY = {
    "force": "inspection__force__slug",
    "cycle": "inspection__cycle__slug",
    "question": "question__slug",
    "kind": "kind",
}


def place_of(inspection: Inspection) -> str:
    """Return where an inspection’s observations stand."""
    return f"{inspection.get_absolute_url()}#observations"


class ObservationList(InFindings, ListPage):
    """The observations of every inspection a person may read."""

    permission_required = "findings.read_findings"
    template = "findings/observations.html"
    title = "Observations"
    caption = "Observations, which are not findings"
    default_sort = "inspection"
    filter_class = ObservationFilter
    columns: ClassVar[list[Column]] = [
        Column(
            "inspection",
            "Inspection",
            lambda o: o.inspection.reference,
            sort="inspection__reference",
            link=lambda o: o.get_absolute_url(),
        ),
        Column("force", "Force", lambda o: o.inspection.force.name, sort="inspection__force__name"),
        Column("cycle", "Cycle", lambda o: o.inspection.cycle.slug, sort="inspection__cycle__first_year"),
        Column(
            "question",
            "Question",
            lambda o: o.question.slug if o.question else "",
            text=lambda o: o.question.slug.replace("-", " ").capitalize() if o.question else "",
            sort="question__slug",
        ),
        Column("kind", "Kind", lambda o: o.kind, text=lambda o: o.get_kind_display(), sort="kind"),
        Column("text", "What it says", lambda o: o.text),
        Column("source", "Where it stands", lambda o: o.source),
        Column(
            "recorded_on",
            "Recorded",
            lambda o: o.recorded_on,
            text=lambda o: dates.in_words(o.recorded_on),
            sort="recorded_on",
        ),
    ]

    def rows(self, filters: dict[str, Any]) -> QuerySet[Any]:
        """Return the observations that match every part of the filter."""
        found = Observation.objects.visible_to(self.request.user)
        found = found.select_related("inspection__force", "inspection__cycle", "question")
        found = found.filter(**{path: filters[name] for name, path in BY.items() if filters[name]})
        for word in (filters["q"] or "").split():
            found = found.filter(Q(text__icontains=word) | Q(inspection__reference__icontains=word))
        return found


class ObservationPage(FormPage, abstract=True):
    """A form about an observation of an inspection whose contents the person may read."""

    permission_required = "findings.raise_finding"
    template = "findings/observation_form.html"
    title: ClassVar[str]

    @cached_property
    def inspection(self) -> Inspection:
        """Return the inspection, or answer 404."""
        raise NotImplementedError

    def check(self) -> None:
        """Refuse whoever is neither on the team nor a manager, or is barred from the force."""
        if not policies.may_observe(self.request.user, self.inspection):
            raise PermissionDenied(actions.WHO)

    def context(self) -> dict[str, Any]:
        """Show whose observation it is."""
        return {"inspection": self.inspection, "back": place_of(self.inspection)}


class RecordObservation(ObservationPage):
    """A remark of a report, or of a report being written."""

    title = "Record an observation"
    said = "Observation recorded. It is not a finding and is in no count."

    @cached_property
    def inspection(self) -> Inspection:
        """Return the inspection, or answer 404."""
        readable = Inspection.objects.with_contents_visible_to(self.request.user).select_related("force", "cycle")
        return get_object_or_404(readable, reference=self.kwargs["reference"])

    def form(self, *data: Any) -> ObservationForm:
        """Offer the questions of the inspection's framework."""
        self.check()
        return ObservationForm(*data, inspection=self.inspection, cancel=place_of(self.inspection))

    def act(self, form: ObservationForm) -> Observation:
        """Record it."""
        return actions.record(by=self.request.user, inspection=self.inspection, at=clock.now(), **form.cleaned_data)


class EditObservation(ObservationPage):
    """A remark that is held, in better words."""

    title = "Edit the observation"
    said = "Observation saved."

    @cached_property
    def observation(self) -> Observation:
        """Return the observation, or answer 404."""
        return observation_of(self)

    @property
    def inspection(self) -> Inspection:  # type: ignore[override]
        """Return its inspection."""
        return self.observation.inspection

    def form(self, *data: Any) -> ObservationEditForm:
        """Fill in what it says now."""
        self.check()
        held = {name: getattr(self.observation, name) for name in ("kind", "question", "text", "source", "version")}
        return ObservationEditForm(*data, initial=held, inspection=self.inspection, cancel=place_of(self.inspection))

    def act(self, form: ObservationEditForm) -> Observation:
        """Save it."""
        return actions.edit(by=self.request.user, observation=self.observation, **form.cleaned_data)


class ObservationHistory(HistoryPage):
    """Who changed an observation."""

    def record(self) -> Observation:
        """Return the observation, or answer 404."""
        return observation_of(self)

    def tabs(self, record: Observation) -> list[dict[str, Any]]:
        """Lead back to where it stands."""
        return [
            {"text": record.inspection.reference, "href": record.get_absolute_url()},
            {"text": "History", "href": self.request.path, "active": True},
        ]


def observation_of(page: Any) -> Observation:
    """Return the observation of an address, or answer 404."""
    visible = Observation.objects.visible_to(page.request.user)
    held = visible.select_related("inspection__force", "inspection__cycle", "question")
    return get_object_or_404(held, pk=page.kwargs["number"])
