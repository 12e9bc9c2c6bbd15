"""Correcting a judgment of a published inspection."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from core import clock
from core.views import FormPage
from forces.models.people import barred_forces
from inspections import policies
from inspections.actions import corrections
from inspections.forms.corrections import CorrectionForm
from inspections.models import Correction, Inspection


class CorrectJudgment(FormPage):
    """Records that a published judgment was corrected."""

    permission_required = "inspections.correct_judgments"
    template = "inspections/correct.html"
    said = "The correction is recorded. From its day on it stands; what was published stays beside it."

    @cached_property
    def inspection(self) -> Inspection:
        """Return the inspection, to those who may know of it."""
        held = Inspection.objects.visible_to(self.request.user).select_related("force", "cycle", "framework")
        return get_object_or_404(held, reference=self.kwargs["reference"])

    def form(self, *data: Any) -> CorrectionForm:
        """Return the form; only those who may correct get it."""
        is_barred = self.inspection.force_id in barred_forces(self.request.user)
        if is_barred or not policies.corrects(self.request.user, self.inspection):
            raise PermissionDenied(corrections.NOT_YOURS)
        return CorrectionForm(*data[:1], inspection=self.inspection)

    def act(self, form: CorrectionForm) -> Correction:
        """Record it."""
        sent = {name: form.cleaned_data[name] for name in ("judgment", "corrected_on", "reason", "source")}
        return corrections.correct(by=self.request.user, grade=form.grade, at=clock.now(), **sent)

    def done(self, made: Correction) -> str:
        """Go back to the inspection."""
        return f"{self.inspection.get_absolute_url()}#judgments"

    def context(self) -> dict[str, Any]:
        """Return the inspection and what was corrected so far."""
        held = Correction.objects.filter(judgment__inspection=self.inspection)
        return {
            "inspection": self.inspection,
            "corrections": held.select_related("judgment__question", "judgment__grade", "grade", "recorded_by"),
        }
