"""Middleware with no inspection words in it."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core import logs

SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Gives every request an id that is in its log lines, its response and its error page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the proxy's id when it is well formed, else make one."""
        offered = request.headers.get("X-Request-ID", "")
        request.id = offered if SAFE_ID.fullmatch(offered) else uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        token = logs.request_id.set(request.id)  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        finally:
            logs.request_id.reset(token)
        response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        return response


class PrivateMiddleware:
    """Keeps what a signed-in person is shown out of every cache: Back shows nothing of it once they signed out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say so, unless the page says something of its own; static files are answered before this."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
