"""Addresses of forces."""

from django.urls import path

from forces.views import collections, forces, mappings, measures, names, releases, tables, uploads

app_name = "forces"
urlpatterns = [
    path("forces/", forces.ForceList.as_view(), name="list"),
    path("forces/aliases/", names.AliasList.as_view(), name="aliases"),
    path("forces/aliases/new/", names.AddAlias.as_view(), name="alias-new"),
    path("forces/aliases/history/", names.AliasHistory.as_view(), name="alias-history"),
    path("forces/aliases/<int:pk>/remove/", names.RemoveAlias.as_view(), name="alias-remove"),
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
    path("collections/<slug:slug>/load/", tables.LoadTable.as_view(), name="load"),
    path("mappings/", mappings.MappingList.as_view(), name="mappings"),
    path("mappings/new/", mappings.AddMapping.as_view(), name="mapping-new"),
    path("mappings/<slug:slug>/", mappings.MappingPage.as_view(), name="mapping"),
    path("mappings/<slug:slug>/history/", mappings.MappingHistory.as_view(), name="mapping-history"),
    path("releases/", releases.ReleaseList.as_view(), name="releases"),
    path("releases/new/", releases.AddRelease.as_view(), name="release-new"),
    path("releases/<slug:slug>/", releases.ReleasePage.as_view(), name="release"),
    path("releases/<slug:slug>/history/", releases.ReleaseHistory.as_view(), name="release-history"),
    path("uploads/<int:pk>/undo/", tables.Undo.as_view(), name="upload-undo"),
    path("uploads/<int:pk>/", uploads.UploadPage.as_view(), name="upload-detail"),
    path("uploads/<int:pk>/confirm/", uploads.Confirm.as_view(), name="upload-confirm"),
    path("uploads/<int:pk>/withdraw/", uploads.Withdraw.as_view(), name="upload-withdraw"),
    path("uploads/<int:pk>/refused/", uploads.Refused.as_view(), name="upload-refused"),
    path("uploads/<int:pk>/history/", uploads.UploadHistory.as_view(), name="upload-history"),
]
