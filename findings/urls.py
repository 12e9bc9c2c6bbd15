"""Addresses of findings."""

from django.urls import path

from findings.views import findings, follow_ups, raising

app_name = "findings"
urlpatterns = [
    path(
        "from-file/<slug:reference>/<int:number>/",
        raising.RaiseFromFile.as_view(),
        name="raise-from-file",
    ),
    path("", findings.FindingList.as_view(), name="list"),
    path("<str:reference>/", findings.FindingDetail.as_view(), name="detail"),
    path("<str:reference>/history/", findings.FindingHistory.as_view(), name="history"),
    path("<str:reference>/follow-up/", follow_ups.RecordFollowUp.as_view(), name="follow-up"),
    path("<str:reference>/follow-ups/<int:event>/verify/", follow_ups.VerifyFollowUp.as_view(), name="verify"),
    path("<str:reference>/close/", follow_ups.CloseFinding.as_view(), name="close"),
]
