"""Publishing an inspection's findings, all with the report or causes of concern ahead of it."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import clock
from core.views import FormPage
from core.words import plural
from findings import publication
from findings.actions import publishing
from findings.follow_up_gate import unassessed
from findings.forms.publishing import AccelerationForm, PublicationForm
from findings.models import Acceleration, Event, FindingKind, Status
from findings.models.findings import FindingQuerySet
from inspections.models import Inspection


class PublishingPage(FormPage, abstract=True):
    """A form that puts findings of one unpublished inspection out; managers only."""

    permission_required = "findings.publish"
    template = "findings/publish.html"
    title: str

    @cached_property
    def inspection(self) -> Inspection:
        """Return the inspection, to those who may read its contents and may publish it."""
        readable = Inspection.objects.with_contents_visible_to(self.request.user)
        found = get_object_or_404(readable.select_related("force", "cycle"), reference=self.kwargs["inspection"])
        if found.is_published:  # of the unpublished ones a barred manager reads none
            raise PermissionDenied(publishing.NOT_PUBLISHER)
        return found

    def done(self, made: Any) -> str:
        """Go back to the inspection."""
        return self.inspection.get_absolute_url()


class Publish(PublishingPage):
    """An inspection is published: what goes out, and what still stands in the way."""

    title = "Publish the inspection"
    said = "Published. Its findings are open."

    def context(self) -> dict[str, Any]:
        """Say what stands in the way, and what publishing does."""
        drafts = list(publication.drafts_of(self.inspection).select_related("parent"))
        counts = Counter(finding.kind for finding in drafts)
        labels = dict(FindingKind.choices)
        words = [plural(count, labels[kind].lower(), PLURALS[kind]) for kind, count in sorted(counts.items())]
        touched = Event.objects.filter(inspection=self.inspection).exclude(finding__status=Status.DRAFT)
        followed_up = touched.follow_ups().values("finding").distinct().count()
        return {
            "inspection": self.inspection,
            "blockers": publication.blockers(self.inspection, drafts, unassessed(self.inspection)),
            "does": [
                f"{', '.join(words)} become open." if words else "It raises no finding.",
                f"What it found on {plural(followed_up, 'earlier finding')} comes out."
                if followed_up
                else "It followed up no earlier finding.",
                "The local policing body’s response is due 56 days from the day of publication, that day included.",
            ],
        }

    def form(self, *data: Any) -> PublicationForm:
        """Begin with today."""
        initial = {"version": self.inspection.version, "published_on": clock.today()}
        return PublicationForm(*data, initial=initial)

    def act(self, form: PublicationForm) -> Inspection:
        """Publish."""
        cleaned = form.cleaned_data
        return publishing.publish(
            by=self.request.user,
            inspection=self.inspection,
            version=cleaned["version"],
            published_on=cleaned["published_on"],
            at=clock.now(),
        )


PLURALS = {
    FindingKind.AREA_FOR_IMPROVEMENT: "areas for improvement",
    FindingKind.CAUSE_OF_CONCERN: "causes of concern",
    FindingKind.RECOMMENDATION: "recommendations",
}


class Accelerate(PublishingPage):
    """Causes of concern go out ahead of the report."""

    title = "Publish causes of concern ahead of the report"
    said = "Published ahead of the report."

    def context(self) -> dict[str, Any]:
        """Say what happens, or that there is nothing to send ahead."""
        bare = publication.Blocker(
            "This inspection has no draft cause of concern. Raise one first, with its recommendations.",
            reverse("findings:raise", args=[self.inspection.reference]),
        )
        return {
            "inspection": self.inspection,
            "blockers": [] if self.concerns.exists() else [bare],
            "does": [
                "What you choose and its recommendations become open, and the force and the public see them.",
                "The rest of the inspection stays unpublished.",
            ],
        }

    @property
    def concerns(self) -> FindingQuerySet:
        """Return the causes of concern that are still drafts."""
        return publication.drafts_of(self.inspection).filter(kind=FindingKind.CAUSE_OF_CONCERN)

    def form(self, *data: Any) -> AccelerationForm:
        """Offer the causes of concern that are still drafts."""
        return AccelerationForm(*data, concerns=self.concerns, initial={"published_on": clock.today()})

    def act(self, form: AccelerationForm) -> Acceleration:
        """Publish them."""
        cleaned = form.cleaned_data
        return publishing.accelerate(
            by=self.request.user,
            inspection=self.inspection,
            findings=list(cleaned["findings"]),
            published_on=cleaned["published_on"],
            reason=cleaned["reason"],
            at=clock.now(),
        )
