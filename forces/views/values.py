"""The working of one value: what every printed number leads to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core.views import Page
from forces.figures.working import trail_of, working_of
from forces.models import Value


class ValuePage(Page):
    """One force's figure: what was divided by what, whether it counts, and where it comes from."""

    permission_required = "forces.read_measures"
    template = "forces/value.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        user: Any = request.user
        related = ("force", "period", "measure__denominator_measure", "measure__part_of", "collection", "release")
        value = get_object_or_404(
            Value.objects.visible_to(user).select_related(*related),
            measure__slug=kwargs["measure"],
            period__slug=kwargs["period"],
            force__slug=kwargs["force"],
        )
        return self.render(
            value=value,
            working=working_of(value, user),
            trail=trail_of(value, user),
            vintages=list(value.vintages.select_related("release")),
            can_read_history=user.has_perm("accounts.read_history"),
        )
