"""Addresses of inspections and file reviews; `reports.urls` adds the pages that read findings too."""

from django.urls import URLPattern, path

from inspections.views import (
    corrections,
    crime_lists,
    criteria,
    criteria_parts,
    draws,
    evidence,
    evidence_forms,
    exercises,
    file_reviews,
    framework_questions,
    frameworks,
    grades_files,
    inspections,
    judgments,
    national,
    panels,
    planning,
    results,
    review_files,
    settling,
)

app_name = "inspections"
EVIDENCE = "inspections/<slug:reference>/evidence/"
ITEM = f"{EVIDENCE}<int:number>/"
CRITERIA = "criteria/<slug:slug>/<int:version>/"
LIST = "file-reviews/<slug:reference>/lists/<int:pk>/"
FRAMEWORK = "frameworks/<slug:slug>/"
QUESTION = f"{FRAMEWORK}questions/<int:pk>/"
FILE = "file-reviews/<slug:reference>/files/<int:number>/"


def marking(name: str, at: str, **which: str) -> list[URLPattern]:
    """Return the pages of whoever marks a file, or marks it again: the form, its drafts, referrals, history."""
    return [
        path(at, review_files.FilePage.as_view(), which, name=name),
        path(f"{at}draft/", review_files.DraftPage.as_view(), which, name=f"{name}-draft"),
        path(f"{at}history/", review_files.FileHistory.as_view(), which, name=f"{name}-history"),
        path(f"{at}refer/", settling.Refer.as_view(), which, name=f"{name}-refer"),
        path(f"{at}referrals/<int:pk>/", settling.ReferralPage.as_view(), which, name=f"{name}-referral"),
    ]


urlpatterns = [
    path("inspections/", inspections.InspectionList.as_view(), name="list"),
    path("inspections/<slug:reference>/history/", inspections.InspectionHistory.as_view(), name="history"),
    path("inspections/<slug:reference>/file-reviews/new/", exercises.PlanExercise.as_view(), name="plan-file-review"),
    path("plan/", planning.Board.as_view(), name="plan"),
    path("plan/<slug:cycle>/", planning.Board.as_view(), name="plan-cycle"),
    path("plan/<slug:cycle>/add/", planning.PlanMany.as_view(), name="plan-many"),
    path("inspections/<slug:reference>/plan/", planning.PlanOne.as_view(), name="plan-one"),
    path("inspections/<slug:reference>/capture/", evidence_forms.Capture.as_view(), name="capture"),
    path(EVIDENCE, evidence.EvidenceList.as_view(), name="evidence"),
    path(f"{EVIDENCE}gaps/", evidence.GapsPage.as_view(), name="evidence-gaps"),
    path(f"{EVIDENCE}new/", evidence_forms.NewItem.as_view(), name="evidence-new"),
    path(ITEM, evidence.ItemPage.as_view(), name="evidence-item"),
    path(f"{ITEM}history/", evidence.ItemHistory.as_view(), name="evidence-history"),
    path(f"{ITEM}edit/", evidence_forms.ChangeItem.as_view(), name="evidence-edit"),
    path(f"{ITEM}withdraw/", evidence_forms.Withdraw.as_view(), name="evidence-withdraw"),
    path(f"{ITEM}files/<int:pk>/", evidence.ItemFile.as_view(), name="evidence-file"),
    path("inspections/<slug:reference>/correct/", corrections.CorrectJudgment.as_view(), name="correct-judgment"),
    path("grades/", grades_files.ImportGrades.as_view(), name="import-grades"),
    path("grades/<int:pk>/", grades_files.GradesFilePage.as_view(), name="grades-file"),
    path("grades/<int:pk>/confirm/", grades_files.ConfirmGrades.as_view(), name="confirm-grades"),
    path("grades/<int:pk>/refused/", grades_files.RefusedGrades.as_view(), name="refused-grades"),
    path(
        "inspections/<slug:reference>/judgments/<slug:judgment>/propose/", judgments.Propose.as_view(), name="propose"
    ),
    path("panels/", panels.PanelList.as_view(), name="panels"),
    path("panels/new/", panels.NewPanel.as_view(), name="panel-new"),
    path("panels/<int:pk>/", panels.PanelPage.as_view(), name="panel"),
    path("panels/<int:pk>/change/", panels.ChangePanel.as_view(), name="panel-change"),
    path("panels/<int:pk>/history/", panels.PanelHistory.as_view(), name="panel-history"),
    path("criteria/", criteria.TemplateList.as_view(), name="criteria-list"),
    path("criteria/start/", criteria.StartTemplate.as_view(), name="criteria-start"),
    path(CRITERIA, criteria.TemplatePage.as_view(), name="criteria"),
    path(f"{CRITERIA}history/", criteria.TemplateHistory.as_view(), name="criteria-history"),
    path(f"{CRITERIA}new-version/", criteria.MakeVersion.as_view(), name="criteria-copy"),
    path(f"{CRITERIA}title/", criteria_parts.Rename.as_view(), name="criteria-title"),
    path(f"{CRITERIA}<slug:kind>/add/", criteria_parts.PutPart.as_view(), name="criteria-add"),
    path(f"{CRITERIA}<slug:kind>/<int:pk>/", criteria_parts.PutPart.as_view(), name="criteria-part"),
    path(f"{CRITERIA}<slug:kind>/<int:pk>/move/", criteria_parts.MovePart.as_view(), name="criteria-move"),
    path(f"{CRITERIA}<slug:kind>/<int:pk>/remove/", criteria_parts.RemovePart.as_view(), name="criteria-remove"),
    path("frameworks/", frameworks.FrameworkList.as_view(), name="frameworks"),
    path("frameworks/start/", frameworks.StartFramework.as_view(), name="framework-start"),
    path(FRAMEWORK, frameworks.FrameworkPage.as_view(), name="framework"),
    path(f"{FRAMEWORK}history/", frameworks.FrameworkHistory.as_view(), name="framework-history"),
    path(f"{FRAMEWORK}change/", frameworks.ChangeFramework.as_view(), name="framework-change"),
    path(f"{FRAMEWORK}new-version/", frameworks.MakeVersion.as_view(), name="framework-copy"),
    path(f"{FRAMEWORK}questions/add/", framework_questions.PutQuestion.as_view(), name="framework-add-question"),
    path(QUESTION, framework_questions.PutQuestion.as_view(), name="framework-question"),
    path(f"{QUESTION}move/", framework_questions.MoveQuestion.as_view(), name="framework-move"),
    path(f"{QUESTION}remove/", framework_questions.RemoveQuestion.as_view(), name="framework-remove"),
    path(f"{QUESTION}comes-from/", framework_questions.MapQuestion.as_view(), name="framework-map"),
    path(
        f"{QUESTION}comes-from/<int:mapping>/take-back/",
        framework_questions.UnmapQuestion.as_view(),
        name="framework-unmap",
    ),
    path("scales/", frameworks.ScaleList.as_view(), name="scales"),
    path("scales/make/", frameworks.MakeScale.as_view(), name="scale-make"),
    path("scales/<slug:slug>/", frameworks.ChangeScale.as_view(), name="scale-change"),
    path("file-reviews/", file_reviews.ExerciseList.as_view(), name="file-reviews"),
    path("file-reviews/national/<slug:cycle>/", national.NationalProgress.as_view(), name="file-reviews-national"),
    path("file-reviews/<slug:reference>/", file_reviews.ExercisePage.as_view(), name="file-review"),
    path("file-reviews/<slug:reference>/plan/", exercises.ChangePlan.as_view(), name="file-review-plan"),
    path("file-reviews/<slug:reference>/draw/", crime_lists.SendList.as_view(), name="send-list"),
    path(LIST, crime_lists.ListPage.as_view(), name="crime-list"),
    path(f"{LIST}columns/", crime_lists.ListColumns.as_view(), name="list-columns"),
    path(f"{LIST}types/", crime_lists.ListTypes.as_view(), name="list-types"),
    path(f"{LIST}delete/", crime_lists.DeleteList.as_view(), name="list-delete"),
    path("file-reviews/<slug:reference>/add-files/", draws.AddPicked.as_view(), name="add-picked"),
    path("file-reviews/<slug:reference>/draws/", draws.DrawList.as_view(), name="draws"),
    path("file-reviews/<slug:reference>/draws/<int:number>/", draws.DrawPage.as_view(), name="draw"),
    path("file-reviews/<slug:reference>/results/", results.ResultsPage.as_view(), name="file-review-results"),
    path("file-reviews/<slug:reference>/results/pdf/", results.ResultsDocument.as_view(), name="file-review-document"),
    path("file-reviews/<slug:reference>/allocate/", file_reviews.Allocate.as_view(), name="allocate"),
    path("file-reviews/<slug:reference>/lock/", settling.LockExercise.as_view(), name="lock"),
    path("file-reviews/<slug:reference>/history/", file_reviews.ExerciseHistory.as_view(), name="file-review-history"),
    path(f"{FILE}reference/", draws.ReferencePage.as_view(), name="reference"),
    path(f"{FILE}void/", settling.VoidFile.as_view(), name="file-void"),
    path(f"{FILE}not-provided/", settling.NotProvided.as_view(), name="file-not-provided"),
    path(f"{FILE}marks/", settling.Marks.as_view(), name="marks"),
    *marking("file", FILE),
    *marking("second-mark", f"{FILE}second/", which="second"),
]
