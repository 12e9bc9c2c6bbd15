"""Signs, refusals and second factors, seen from the middle of every request."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.actions import access
from accounts.models import AccessKind

SECOND_FACTOR_DONE = "second_factor_done"


class AccessMiddleware:
    """Logs refusals and files taken away; where a second factor is required, sends everyone to set it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then note a refusal or a download with its address."""
        if settings.MFA_REQUIRED and self.lacks_second_factor(request):
            return redirect("mfa_activate_totp")
        response = self.get_response(request)
        if not request.user.is_authenticated:
            return response
        if response.status_code == 403:
            access.log(by=request.user, kind=AccessKind.REFUSAL, what=f"{request.method} {request.path}")
        if response.get("Content-Disposition", "").startswith("attachment"):
            access.log(by=request.user, kind=AccessKind.EXPORT, what=request.get_full_path())
        return response

    def lacks_second_factor(self, request: HttpRequest) -> bool:
        """Say whether a signed-in person has yet to set up a second factor; asked once a session."""
        if not request.user.is_authenticated or request.path.startswith(("/accounts/", settings.STATIC_URL)):
            return False
        if not request.session.get(SECOND_FACTOR_DONE):
            request.session[SECOND_FACTOR_DONE] = is_mfa_enabled(request.user)
        return not request.session[SECOND_FACTOR_DONE]
