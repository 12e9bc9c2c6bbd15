"""Addresses of people's access; signing in is allauth's."""

from django.urls import path

from accounts.views import access

app_name = "people"
urlpatterns = [
    path("access-log/", access.AccessLogList.as_view(), name="access-log"),
]
