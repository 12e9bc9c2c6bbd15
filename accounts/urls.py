"""Addresses of people's access. Signing in is allauth's, apart from what it would let people change by themselves."""

from django.urls import path

from accounts.views import access, digests

app_name = "people"
urlpatterns = [
    path("access-log/", access.AccessLogList.as_view(), name="access-log"),
    path("notices/settings/", digests.DigestSettings.as_view(), name="notice-settings"),
]

# allauth asks for these names; an address is changed by an administrator, and a first password is set by resetting it
not_offered = [
    path("email/", access.not_offered, name="account_email"),
    path("password/set/", access.not_offered, name="account_set_password"),
    path("confirm-email/", access.not_offered, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", access.not_offered, name="account_confirm_email"),
]
