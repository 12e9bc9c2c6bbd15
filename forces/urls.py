"""Addresses of forces."""

from django.urls import path

from forces.views import forces

app_name = "forces"
urlpatterns = [
    path("", forces.ForceList.as_view(), name="list"),
]
