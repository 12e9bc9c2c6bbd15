"""Error pages: what happened, and what to do about it."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts.roles import TABLE, roles_with

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request made no sense."""
    return render(request, "errors/400.html", {}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Name the roles that may; a refusal by a rule about the record says the rule."""
    permission = str(exception)
    names = roles_with(permission)
    needed = f"Only these roles may {TABLE[permission][1]}: {', '.join(names).lower()}." if names else permission
    return render(request, "errors/403.html", {"needed": needed}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Offer the search."""
    return render(request, "errors/404.html", {}, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open too long or came from elsewhere."""
    return render(request, "errors/403_csrf.html", {}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Give the reference that is in the log; ask nothing of the database."""
    context: dict[str, Any] = {"reference": getattr(request, "id", "-")}
    return HttpResponse(render_to_string("errors/500.html", context), status=500)
