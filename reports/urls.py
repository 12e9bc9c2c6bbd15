"""Addresses of pages that read several rooms. A record's pages share its namespace: `peel.urls` puts them together."""

from django.urls import path

from reports.views import follow_up, force_profile, inspection, national

forces = [
    path("forces/<slug:slug>/", force_profile.ForceProfile.as_view(), name="detail"),
    path("forces/<slug:slug>/follow-up/", follow_up.FollowUpGrid.as_view(), name="follow-up"),
]
inspections = [
    path("inspections/<slug:reference>/", inspection.InspectionPage.as_view(), name="detail"),
    path("national/", national.National.as_view(), name="national-latest"),
    path("national/<slug:cycle>/", national.National.as_view(), name="national"),
]
