"""Addresses of forces."""

from django.urls import path

from forces.views import forces

app_name = "forces"
urlpatterns = [
    path("forces/", forces.ForceList.as_view(), name="list"),
    path("forces/<slug:slug>/history/", forces.ForceHistory.as_view(), name="history"),
]
