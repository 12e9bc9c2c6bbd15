"""Addresses of pages that read several rooms. A record's pages share its namespace: `peel.urls` puts them together."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from reports.views import (
    check_forms,
    checks,
    follow_up,
    force_grades,
    force_profile,
    glossary,
    inspection,
    judgments,
    national,
    proposals,
    publishing,
    readings,
    report_figures,
    report_list,
    scope,
    sections,
    stages,
    writing,
)
from reports.views import reports as reading


class ReportFileConverter(StringConverter):
    """What a report is taken away as, by the ending of its address."""

    regex = "pdf|docx|json|csv"


register_converter(ReportFileConverter, "report_file")

forces = [
    path("forces/<slug:slug>/", force_profile.ForceProfile.as_view(), name="detail"),
    path("forces/<slug:slug>/grades/", force_grades.ForceGrades.as_view(), name="grades"),
    path("forces/<slug:slug>/follow-up/", follow_up.FollowUpGrid.as_view(), name="follow-up"),
]
inspections = [
    path("inspections/<slug:reference>/", inspection.InspectionPage.as_view(), name="detail"),
    path("inspections/<slug:reference>/scope/", scope.ScopePage.as_view(), name="scope"),
    path("inspections/<slug:reference>/move/", stages.Move.as_view(), name="move"),
    path("inspections/<slug:reference>/judgments/<slug:judgment>/", judgments.JudgmentPage.as_view(), name="judgment"),
    path("panels/<int:pk>/<slug:reference>/<slug:judgment>/", judgments.Decide.as_view(), name="decide"),
    path("national/", national.National.as_view(), name="national-latest"),
    path("national/<slug:cycle>/", national.National.as_view(), name="national"),
]

# what is out, and what is on its way out
EDITION = "reports/<slug:reference>/editions/<int:number>"
editions = [
    path("reports/", report_list.ReportList.as_view(), name="list"),
    path("reports/<slug:reference>.<report_file:kind>", reading.ReportFile.as_view(), name="file"),
    path("reports/<slug:reference>/", reading.ReportPage.as_view(), name="report"),
    path(f"{EDITION}.<report_file:kind>", reading.ReportFile.as_view(), name="edition-file"),
    path(f"{EDITION}/", reading.ReportPage.as_view(), name="edition"),
    path(f"{EDITION}/approve/", publishing.Approve.as_view(), name="approve"),
    path(f"{EDITION}/withdraw/", publishing.Withdraw.as_view(), name="withdraw"),
    path(f"{EDITION}/publish/", publishing.Release.as_view(), name="release"),
    path("reports/<slug:reference>/publish/", publishing.Publishing.as_view(), name="publish"),
    path("reports/<slug:reference>/publish/prepare/", publishing.Prepare.as_view(), name="prepare"),
    path("reports/<slug:reference>/publish/history/", publishing.EditionsHistory.as_view(), name="editions-history"),
]
# drafts that were sent to their forces
CHECKS = "reports/<slug:reference>/checks/"
CHECK = f"{CHECKS}<int:number>/"
accuracy = [
    path(CHECKS, checks.CheckList.as_view(), name="checks"),
    path(f"{CHECKS}send/", check_forms.SendDraft.as_view(), name="send-draft"),
    path(CHECK, checks.CheckPage.as_view(), name="check"),
    path(f"{CHECK}history/", checks.CheckHistory.as_view(), name="check-history"),
    path(f"{CHECK}leave/", check_forms.GiveLeave.as_view(), name="give-leave"),
    path(f"{CHECK}close/", check_forms.CloseCheck.as_view(), name="close-check"),
    path(f"{CHECK}comments/", checks.CommentList.as_view(), name="check-comments"),
    path(f"{CHECK}comments/word/", checks.CommentsWord.as_view(), name="check-word"),
    path(f"{CHECK}comments/new/<slug:block>/", check_forms.MakeComment.as_view(), name="comment-new"),
    path(f"{CHECK}comments/<int:comment>/", checks.CommentPage.as_view(), name="comment"),
    path(f"{CHECK}comments/<int:comment>/decide/", check_forms.Decide.as_view(), name="decide-comment"),
    path(f"{CHECK}comments/<int:comment>/history/", checks.CommentHistory.as_view(), name="comment-history"),
    path(f"{CHECK}files/<int:pk>/", checks.DownloadFile.as_view(), name="comment-file"),
]
# the addresses of one report being written; what is out is at reports/<reference>/ and under editions/
WRITE = "reports/<slug:reference>/write/"
SECTION = f"{WRITE}sections/<slug:key>/"
written = [
    path("glossary/", glossary.GlossaryPage.as_view(), name="glossary"),
    path("glossary/add/", glossary.AddTerm.as_view(), name="add-term"),
    path("glossary/<int:pk>/", glossary.ChangeTerm.as_view(), name="change-term"),
    path(WRITE, writing.Overview.as_view(), name="write"),
    path(f"{WRITE}begin/", writing.Begin.as_view(), name="begin"),
    path(f"{WRITE}title/", writing.Title.as_view(), name="title"),
    path(f"{WRITE}preview/", writing.Preview.as_view(), name="preview"),
    path(f"{WRITE}freeze/", writing.Freeze.as_view(), name="freeze"),
    path(SECTION, sections.SectionPage.as_view(), name="section"),
    path(f"{SECTION}draft/", sections.DraftPage.as_view(), name="section-draft"),
    path(f"{SECTION}fields/", sections.FieldsPage.as_view(), name="section-fields"),
    path(f"{SECTION}preview/", sections.SectionPreview.as_view(), name="section-preview"),
    path(f"{SECTION}versions/", sections.VersionsPage.as_view(), name="section-versions"),
    path(f"{SECTION}figures/", report_figures.AddFigure.as_view(), name="add-figure"),
    path(f"{SECTION}figures/<int:pk>/", report_figures.ChangeFigure.as_view(), name="change-figure"),
]
# published reports that are read in
REPORT_FILE = "report-files/<int:pk>/"
readings_in = [
    path("report-files/", readings.FilesPage.as_view(), name="report-files"),
    path(REPORT_FILE, readings.FilePage.as_view(), name="report-file"),
    path(f"{REPORT_FILE}about/", readings.AboutPage.as_view(), name="report-file-about"),
    path(f"{REPORT_FILE}history/", readings.FileHistory.as_view(), name="report-file-history"),
    path(f"{REPORT_FILE}<int:number>/", proposals.ProposalPage.as_view(), name="proposal"),
    path(f"{REPORT_FILE}<int:number>/refuse/", proposals.RefuseProposal.as_view(), name="refuse-proposal"),
]
reports = [*editions, *accuracy, *written, *readings_in]
