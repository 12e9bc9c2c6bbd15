"""Addresses of findings: pages with names of their own first, then those of one finding."""

from django.urls import path

from findings.views import bulk, findings, follow_ups, life, numbers, publishing, raising, register, saved_views

app_name = "findings"
FINDING = "<str:reference>/"
urlpatterns = [
    path("", register.FindingList.as_view(), name="list"),
    path("numbers/", numbers.NumbersPage.as_view(), name="numbers"),
    path("from-file/<slug:reference>/<int:number>/", raising.RaiseFromFile.as_view(), name="raise-from-file"),
    path("bulk/", bulk.BulkUpdatePage.as_view(), name="bulk"),
    path("bulk/<int:pk>/", bulk.BulkResult.as_view(), name="bulk-result"),
    path("views/", saved_views.SavedViews.as_view(), name="views"),
    path("views/<int:pk>/remove/", saved_views.RemoveView.as_view(), name="view-remove"),
    path("raise/<slug:inspection>/", raising.RaiseFinding.as_view(), name="raise"),
    path("publish/<slug:inspection>/", publishing.Publish.as_view(), name="publish"),
    path("accelerate/<slug:inspection>/", publishing.Accelerate.as_view(), name="accelerate"),
    # --- one finding ---
    path(FINDING, findings.FindingDetail.as_view(), name="detail"),
    path(f"{FINDING}history/", findings.FindingHistory.as_view(), name="history"),
    path(f"{FINDING}follow-up/", follow_ups.RecordFollowUp.as_view(), name="follow-up"),
    path(f"{FINDING}follow-ups/<int:event>/verify/", follow_ups.VerifyFollowUp.as_view(), name="verify"),
    path(f"{FINDING}close/", life.CloseFinding.as_view(), name="close"),
    path(f"{FINDING}reopen/", life.Reopen.as_view(), name="reopen"),
    path(f"{FINDING}extend/", life.Extend.as_view(), name="extend"),
    path(f"{FINDING}block/", follow_ups.Block.as_view(), name="block"),
    path(f"{FINDING}resume/", follow_ups.Resume.as_view(), name="resume"),
    path(f"{FINDING}edit/", raising.EditDraft.as_view(), name="edit"),
    path(f"{FINDING}withdraw/", life.Withdraw.as_view(), name="withdraw"),
]
