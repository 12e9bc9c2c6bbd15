"""Addresses of findings: pages with names of their own first, then those of one finding."""

from django.urls import path

from findings.views import (
    body_responses,
    bulk,
    findings,
    follow_ups,
    leaving,
    life,
    lineage,
    national,
    observations,
    paper_forms,
    papers,
    publishing,
    raising,
    recurring,
    register,
    rounds,
    saved_views,
    updates,
)

app_name = "findings"
FINDING = "<str:reference>/"
PAPER = "papers/<str:reference>/"
ROUND = "rounds/<slug:slug>/"
RESPONSE = "responses/<str:reference>/"
urlpatterns = [
    path("", register.FindingList.as_view(), name="list"),
    path("from-file/<slug:reference>/<int:number>/", raising.RaiseFromFile.as_view(), name="raise-from-file"),
    path("bulk/", bulk.BulkUpdatePage.as_view(), name="bulk"),
    path("bulk/<int:pk>/", bulk.BulkResult.as_view(), name="bulk-result"),
    path("views/", saved_views.SavedViews.as_view(), name="views"),
    path("views/<int:pk>/remove/", saved_views.RemoveView.as_view(), name="view-remove"),
    path("raise/<slug:inspection>/", raising.RaiseFinding.as_view(), name="raise"),
    path("publish/<slug:inspection>/", publishing.Publish.as_view(), name="publish"),
    path("accelerate/<slug:inspection>/", publishing.Accelerate.as_view(), name="accelerate"),
    # --- national recommendations ---
    path("national/", national.NationalList.as_view(), name="national-list"),
    path("national/new/", national.MakeNational.as_view(), name="make-national"),
    path("national/<str:reference>/", national.NationalDetail.as_view(), name="national"),
    path("national/<str:reference>/correct/", national.CorrectNational.as_view(), name="correct-national"),
    path("national/<str:reference>/history/", national.NationalHistory.as_view(), name="national-history"),
    # --- observations ---
    path("observations/", observations.ObservationList.as_view(), name="observations"),
    path("observations/new/<slug:reference>/", observations.RecordObservation.as_view(), name="record-observation"),
    path("observations/<int:number>/edit/", observations.EditObservation.as_view(), name="edit-observation"),
    path("observations/<int:number>/history/", observations.ObservationHistory.as_view(), name="observation-history"),
    path("recurring/", recurring.RecurringThreads.as_view(), name="recurring"),
    path("recurring/themes/", recurring.RecurringThemes.as_view(), name="recurring-themes"),
    path("rounds/", rounds.RoundList.as_view(), name="rounds"),
    path("rounds/new/", rounds.NewRound.as_view(), name="new-round"),
    path(ROUND, rounds.Chase.as_view(), name="round"),
    path(f"{ROUND}change/", rounds.ChangeRound.as_view(), name="change-round"),
    path(f"{ROUND}remind/", rounds.RemindForces.as_view(), name="remind"),
    path(f"{ROUND}history/", rounds.RoundHistory.as_view(), name="round-history"),
    path("responses/", body_responses.ResponseList.as_view(), name="responses"),
    path(RESPONSE, body_responses.ResponseDetail.as_view(), name="response"),
    path(f"{RESPONSE}record/", body_responses.RecordResponse.as_view(), name="record-response"),
    path(f"{RESPONSE}answers/", body_responses.AnswerFindings.as_view(), name="answer-findings"),
    path(f"{RESPONSE}history/", body_responses.ResponseHistory.as_view(), name="response-history"),
    # --- committee papers ---
    path("papers/", papers.PaperList.as_view(), name="papers"),
    path("papers/new/", paper_forms.MakePaper.as_view(), name="paper-new"),
    path(PAPER, papers.PaperDetail.as_view(), name="paper"),
    path(f"{PAPER}changes/", papers.PaperChanges.as_view(), name="paper-changes"),
    path(f"{PAPER}history/", papers.PaperHistory.as_view(), name="paper-history"),
    path(f"{PAPER}pdf/", papers.PaperPdf.as_view(), name="paper-pdf"),
    path(f"{PAPER}word/", papers.PaperWord.as_view(), name="paper-word"),
    path(f"{PAPER}edit/", paper_forms.ChangePaper.as_view(), name="paper-edit"),
    path(f"{PAPER}comments/", paper_forms.WriteLines.as_view(), name="paper-lines"),
    path(f"{PAPER}issue/", paper_forms.IssuePaper.as_view(), name="paper-issue"),
    path(f"{PAPER}withdraw/", paper_forms.WithdrawPaper.as_view(), name="paper-withdraw"),
    # --- one finding ---
    path(FINDING, findings.FindingDetail.as_view(), name="detail"),
    path(f"{FINDING}history/", findings.FindingHistory.as_view(), name="history"),
    path(f"{FINDING}follow-up/", follow_ups.RecordFollowUp.as_view(), name="follow-up"),
    path(f"{FINDING}follow-ups/<int:event>/verify/", follow_ups.VerifyFollowUp.as_view(), name="verify"),
    path(f"{FINDING}leave/<slug:inspection>/", leaving.LeaveFinding.as_view(), name="leave"),
    path(f"{FINDING}close/", life.CloseFinding.as_view(), name="close"),
    path(f"{FINDING}reopen/", life.Reopen.as_view(), name="reopen"),
    path(f"{FINDING}extend/", life.Extend.as_view(), name="extend"),
    path(f"{FINDING}block/", follow_ups.Block.as_view(), name="block"),
    path(f"{FINDING}resume/", follow_ups.Resume.as_view(), name="resume"),
    path(f"{FINDING}link/", lineage.LinkFinding.as_view(), name="link"),
    path(f"{FINDING}edit/", raising.EditDraft.as_view(), name="edit"),
    path(f"{FINDING}withdraw/", life.Withdraw.as_view(), name="withdraw"),
    path(f"{FINDING}update/", updates.GiveUpdate.as_view(), name="update"),
    path(f"{FINDING}respond/", updates.Respond.as_view(), name="respond"),
    path(f"{FINDING}evidence/<int:pk>/", updates.DownloadAttachment.as_view(), name="attachment"),
]
