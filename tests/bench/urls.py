"""The product's addresses and the floor: a bare view behind the whole middleware, signed in, with a constant page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from peel.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

FLOOR = b"<!doctype html><title>Floor</title>" + b"<p>thirty kilobytes of nothing</p>\n" * 878


def floor(request: HttpRequest) -> HttpResponse:
    """Answer with 30 kB; the middleware looks up the session and the person."""
    assert request.user.is_authenticated
    return HttpResponse(FLOOR)


urlpatterns = [*urlpatterns, path("bench/floor/", floor)]
