"""Addresses of findings: pages with names of their own first, then those of one finding."""

from django.urls import path

from findings.views import findings, follow_ups, raising, register

app_name = "findings"
FINDING = "<str:reference>/"
urlpatterns = [
    path("", register.FindingList.as_view(), name="list"),
    path("from-file/<slug:reference>/<int:number>/", raising.RaiseFromFile.as_view(), name="raise-from-file"),
    # --- one finding ---
    path(FINDING, findings.FindingDetail.as_view(), name="detail"),
    path(f"{FINDING}history/", findings.FindingHistory.as_view(), name="history"),
    path(f"{FINDING}follow-up/", follow_ups.RecordFollowUp.as_view(), name="follow-up"),
    path(f"{FINDING}follow-ups/<int:event>/verify/", follow_ups.VerifyFollowUp.as_view(), name="verify"),
    path(f"{FINDING}close/", follow_ups.CloseFinding.as_view(), name="close"),
]
