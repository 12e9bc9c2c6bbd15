"""Pages that show the words of a report before they are out."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from core.views import Page
from inspections.models import Marking


class OfDraft(Page, abstract=True):
    """A page about a report that may be a draft: it is under the marking of one, on the screen and on paper."""

    def render(self, status: int = 200, /, **context: Any) -> HttpResponse:
        """Draw the page under its marking."""
        return super().render(status, **{"marking": Marking.SENSITIVE, **context})
