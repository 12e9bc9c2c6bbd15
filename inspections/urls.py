"""Addresses of inspections and file reviews; `reports.urls` adds the pages that read findings too."""

from django.urls import path

from inspections.views import inspections

app_name = "inspections"
urlpatterns = [
    path("inspections/", inspections.InspectionList.as_view(), name="list"),
    path("inspections/<slug:reference>/history/", inspections.InspectionHistory.as_view(), name="history"),
]
