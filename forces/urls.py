"""Addresses of forces."""

from django.urls import path

from forces.views import annex, collections, forces, frozen, measures, numbers, over_time, uploads, values

app_name = "forces"
urlpatterns = [
    path("forces/", forces.ForceList.as_view(), name="list"),
    path("forces/<slug:slug>/history/", forces.ForceHistory.as_view(), name="history"),
    path("forces/<slug:slug>/numbers/", numbers.ForceNumbers.as_view(), name="numbers"),
    path("figures/<int:pk>/", frozen.Frozen.as_view(), name="frozen-figure"),
    path("annex/", annex.PublishedAnnex.as_view(), name="annex-published"),
    path("measures/", measures.MeasureList.as_view(), name="measures"),
    path("measures/<slug:slug>/", measures.MeasurePage.as_view(), name="measure"),
    path("measures/<slug:slug>/over-time/", over_time.OverTime.as_view(), name="measure-over-time"),
    path("measures/<slug:measure>/<slug:period>/freeze/", frozen.Freeze.as_view(), name="freeze"),
    path("measures/<slug:measure>/<slug:period>/<slug:force>/", values.ValuePage.as_view(), name="value"),
    path(
        "measures/<slug:measure>/<slug:period>/<slug:force>/history/",
        measures.ValueHistory.as_view(),
        name="value-history",
    ),
    path("collections/", collections.CollectionList.as_view(), name="collections"),
    path("collections/<slug:slug>/", collections.Board.as_view(), name="collection"),
    path("collections/<slug:slug>/annex/", annex.CollectionAnnex.as_view(), name="annex"),
    path("collections/<slug:slug>/history/", collections.CollectionHistory.as_view(), name="collection-history"),
    path("collections/<slug:slug>/publish/", collections.Publish.as_view(), name="collection-publish"),
    path("collections/<slug:slug>/template/", collections.Template.as_view(), name="template"),
    path("collections/<slug:slug>/upload/", uploads.NewUpload.as_view(), name="upload"),
    path("collections/<slug:slug>/uploads/", uploads.UploadList.as_view(), name="uploads"),
    path("uploads/<int:pk>/", uploads.UploadPage.as_view(), name="upload-detail"),
    path("uploads/<int:pk>/confirm/", uploads.Confirm.as_view(), name="upload-confirm"),
    path("uploads/<int:pk>/withdraw/", uploads.Withdraw.as_view(), name="upload-withdraw"),
    path("uploads/<int:pk>/refused/", uploads.Refused.as_view(), name="upload-refused"),
    path("uploads/<int:pk>/history/", uploads.UploadHistory.as_view(), name="upload-history"),
]
