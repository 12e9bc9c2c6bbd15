"""Moving an inspection from stage to stage."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from core.views import FormPage
from inspections import policies
from inspections.models import Inspection, Stage
from inspections.rules import stages as rules
from reports.actions import stages
from reports.forms.stages import MoveForm
from reports.gates import Facts
from reports.workspace import Ahead, ahead


class Move(FormPage):
    """The next stage, with what is left before it, or the one before, with a reason."""

    permission_required = "inspections.scope"
    template = "inspections/move.html"

    @cached_property
    def inspection(self) -> Inspection:
        """Return the inspection, to those who may read its contents."""
        readable = Inspection.objects.with_contents_visible_to(self.request.user)
        held = readable.select_related("force", "cycle", "framework")
        return get_object_or_404(held, reference=self.kwargs["reference"])

    @cached_property
    def to(self) -> str:
        """Return where it is to go: on, unless the address or the form says back."""
        asked = self.request.POST.get("to") or self.request.GET.get("to") or rules.ahead(self.inspection.stage)
        if asked not in Stage.values:
            raise Http404("There is no such stage.")
        return asked

    @property
    def is_back(self) -> bool:
        """Say whether it goes back."""
        return rules.is_back(self.inspection.stage, self.to)

    @property
    def title(self) -> str:
        """Return what the page is called."""
        return f"{'Move back' if self.is_back else 'Move'} to {Stage(self.to).label.lower()}"

    @property
    def said(self) -> str:  # type: ignore[override]
        """Say where it is now."""
        return f"The inspection is now at “{Stage(self.to).label}”."

    def form(self, *data: Any) -> MoveForm:
        """Make the form for those who may move it."""
        if not data and not policies.may_run(self.request.user, self.inspection):
            raise PermissionDenied(stages.NOT_MOVER)
        initial = {"version": self.inspection.version, "to": self.to}
        return MoveForm(
            *data, initial=initial, to=self.to, is_back=self.is_back, cancel=self.inspection.get_absolute_url()
        )

    def context(self) -> dict[str, Any]:
        """Say what is left before it can go on."""
        is_next = self.to == rules.ahead(self.inspection.stage)
        return {"inspection": self.inspection, "ahead": self.ahead() if is_next else None}

    def ahead(self) -> Ahead | None:
        """Return the next move."""
        return ahead(Facts(self.inspection), self.request.user)

    def act(self, form: MoveForm) -> Inspection:
        """Move it."""
        cleaned = form.cleaned_data
        return stages.move(
            by=self.request.user,
            inspection=self.inspection,
            version=cleaned["version"],
            to=cleaned["to"],
            reason=cleaned.get("reason", ""),
        )
