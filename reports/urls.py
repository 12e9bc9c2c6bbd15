"""Addresses of pages that read several rooms. A record's pages share its namespace: `peel.urls` puts them together."""

from django.urls import path

from reports.views import follow_up

forces = [
    path("forces/<slug:slug>/follow-up/", follow_up.FollowUpGrid.as_view(), name="follow-up"),
]
inspections = []
