"""Addresses of forces."""

from django.urls import path

from forces.views import collections, forces, measures, outliers, queries, uploads

app_name = "forces"
urlpatterns = [
    path("forces/", forces.ForceList.as_view(), name="list"),
    path("forces/<slug:slug>/history/", forces.ForceHistory.as_view(), name="history"),
    path("measures/", measures.MeasureList.as_view(), name="measures"),
    path("measures/<slug:slug>/", measures.MeasurePage.as_view(), name="measure"),
    path(
        "measures/<slug:measure>/<slug:period>/<slug:force>/history/",
        measures.ValueHistory.as_view(),
        name="value-history",
    ),
    path("collections/", collections.CollectionList.as_view(), name="collections"),
    path("collections/<slug:slug>/", collections.Board.as_view(), name="collection"),
    path("collections/<slug:slug>/history/", collections.CollectionHistory.as_view(), name="collection-history"),
    path("collections/<slug:slug>/publish/", collections.Publish.as_view(), name="collection-publish"),
    path("collections/<slug:slug>/template/", collections.Template.as_view(), name="template"),
    path("collections/<slug:slug>/upload/", uploads.NewUpload.as_view(), name="upload"),
    path("collections/<slug:slug>/uploads/", uploads.UploadList.as_view(), name="uploads"),
    path("collections/<slug:slug>/queries/", queries.QueryList.as_view(), name="queries"),
    path("collections/<slug:slug>/outliers/", outliers.Outliers.as_view(), name="outliers"),
    path("collections/<slug:slug>/<slug:force>/queries/new/", queries.RaiseQuery.as_view(), name="query-new"),
    path(
        "collections/<slug:slug>/<slug:force>/queries/missing/", queries.AskAboutMissing.as_view(), name="query-missing"
    ),
    path("collections/<slug:slug>/<slug:force>/queries/<int:pk>/", queries.QueryPage.as_view(), name="query"),
    path(
        "collections/<slug:slug>/<slug:force>/queries/<int:pk>/history/",
        queries.QueryHistory.as_view(),
        name="query-history",
    ),
    path("uploads/<int:pk>/", uploads.UploadPage.as_view(), name="upload-detail"),
    path("uploads/<int:pk>/confirm/", uploads.Confirm.as_view(), name="upload-confirm"),
    path("uploads/<int:pk>/withdraw/", uploads.Withdraw.as_view(), name="upload-withdraw"),
    path("uploads/<int:pk>/refused/", uploads.Refused.as_view(), name="upload-refused"),
    path("uploads/<int:pk>/history/", uploads.UploadHistory.as_view(), name="upload-history"),
]
