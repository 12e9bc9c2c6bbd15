"""What pages that edit measures, periods and collections share."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import reverse

from core.views import FormPage
from forces.actions.measures import EDIT


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the lists of what figures are about."""
    lists = [("Measures", reverse("forces:measures")), ("Periods", reverse("forces:periods"))]
    return [{"text": text, "href": href, "active": href == request.path} for text, href in lists]


class EditPage(FormPage, abstract=True):
    """A form about a reference record: where it stands, what it is called, where one leaves to."""

    permission_required = EDIT
    template = "forces/edit.html"
    title: ClassVar[str]

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the pages above this one."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """Return what stands round the form."""
        trail = [{"text": text, "href": href} for text, href in self.crumbs()]
        nothing = {"caption": "", "tabs": [], "intro": "", "held": 0, "breaks": None, "more_periods": 0}
        return {"crumbs": trail, "cancel": trail[-1]["href"], **nothing}
