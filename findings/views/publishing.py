"""Publishing causes of concern ahead of the report; all others are published with it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import clock
from core.views import FormPage
from findings import publication
from findings.actions import publishing
from findings.forms.publishing import AccelerationForm
from findings.models import Acceleration, FindingKind
from findings.models.findings import FindingQuerySet
from inspections.models import Inspection


class Accelerate(FormPage):
    """Causes of concern go out ahead of the report; managers only."""

    permission_required = "findings.publish"
    template = "findings/publish.html"
    title = "Publish causes of concern ahead of the report"
    said = "Published ahead of the report."

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
