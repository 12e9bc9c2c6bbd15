"""Home: my work, computed by queries."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from core import clock
from core.views import Page
from reports import home


class Home(Page):
    """What waits for the person who signed in."""

    permission_required = "accounts.use_product"
    template = "reports/home.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the work of the role."""
        return self.render(sections=home.sections(request.user, clock.today()))
