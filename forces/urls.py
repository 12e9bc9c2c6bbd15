"""Addresses of forces."""

from django.urls import path

from forces.views import asking, collections, forces, many, measure_editing, measures, periods, returns, uploads

app_name = "forces"
urlpatterns = [
    path("forces/", forces.ForceList.as_view(), name="list"),
    path("forces/<slug:slug>/history/", forces.ForceHistory.as_view(), name="history"),
    path("measures/", measures.MeasureList.as_view(), name="measures"),
    path("measures/new/", measure_editing.NewMeasure.as_view(), name="measure-new"),
    path("measures/<slug:slug>/edit/", measure_editing.ChangeMeasure.as_view(), name="measure-edit"),
    path("measures/<slug:slug>/history/", measure_editing.MeasureHistory.as_view(), name="measure-history"),
    path("measures/<slug:slug>/breaks/new/", measure_editing.NewBreak.as_view(), name="break-new"),
    path("measures/<slug:slug>/breaks/<int:pk>/remove/", measure_editing.RemoveBreak.as_view(), name="break-remove"),
    path("periods/", periods.PeriodList.as_view(), name="periods"),
    path("periods/new/", periods.NewPeriod.as_view(), name="period-new"),
    path("periods/<slug:slug>/edit/", periods.ChangePeriod.as_view(), name="period-edit"),
    path("periods/<slug:slug>/history/", periods.PeriodHistory.as_view(), name="period-history"),
    path("measures/<slug:slug>/", measures.MeasurePage.as_view(), name="measure"),
    path(
        "measures/<slug:measure>/<slug:period>/<slug:force>/history/",
        measures.ValueHistory.as_view(),
        name="value-history",
    ),
    path("collections/", collections.CollectionList.as_view(), name="collections"),
    path("collections/new/", asking.NewCollection.as_view(), name="collection-new"),
    path("collections/<slug:slug>/edit/", asking.ChangeCollection.as_view(), name="collection-edit"),
    path("collections/<slug:slug>/figures/", asking.Figures.as_view(), name="collection-figures"),
    path("collections/<slug:slug>/checks/", asking.Checks.as_view(), name="collection-checks"),
    path("collections/<slug:slug>/", collections.Board.as_view(), name="collection"),
    path("collections/<slug:slug>/history/", collections.CollectionHistory.as_view(), name="collection-history"),
    path("collections/<slug:slug>/publish/", collections.Publish.as_view(), name="collection-publish"),
    path("collections/<slug:slug>/template/", collections.Template.as_view(), name="template"),
    path("collections/<slug:slug>/upload/", uploads.NewUpload.as_view(), name="upload"),
    path("collections/<slug:slug>/uploads/", uploads.UploadList.as_view(), name="uploads"),
    path("collections/<slug:slug>/upload-many/", many.UploadMany.as_view(), name="upload-many"),
    path("collections/<slug:slug>/confirm-many/", many.ConfirmMany.as_view(), name="confirm-many"),
    path("collections/<slug:slug>/remind/", many.Remind.as_view(), name="remind"),
    path("collections/<slug:slug>/lock/", many.LockMany.as_view(), name="lock-many"),
    path("collections/<slug:slug>/<slug:force>/", returns.ReturnPage.as_view(), name="return"),
    path("collections/<slug:slug>/<slug:force>/history/", returns.ReturnHistory.as_view(), name="return-history"),
    path("collections/<slug:slug>/<slug:force>/accept/", returns.Accept.as_view(), name="return-accept"),
    path("collections/<slug:slug>/<slug:force>/sign/", returns.Sign.as_view(), name="return-sign"),
    path("collections/<slug:slug>/<slug:force>/lock/", returns.Lock.as_view(), name="return-lock"),
    path("collections/<slug:slug>/<slug:force>/revise/", returns.Revise.as_view(), name="return-revise"),
    path("collections/<slug:slug>/<slug:force>/extend/", returns.Extend.as_view(), name="return-extend"),
    path(
        "collections/<slug:slug>/<slug:force>/<slug:measure>/<slug:period>/",
        returns.Correct.as_view(),
        name="correct",
    ),
    path("uploads/<int:pk>/", uploads.UploadPage.as_view(), name="upload-detail"),
    path("uploads/<int:pk>/confirm/", uploads.Confirm.as_view(), name="upload-confirm"),
    path("uploads/<int:pk>/withdraw/", uploads.Withdraw.as_view(), name="upload-withdraw"),
    path("uploads/<int:pk>/refused/", uploads.Refused.as_view(), name="upload-refused"),
    path("uploads/<int:pk>/history/", uploads.UploadHistory.as_view(), name="upload-history"),
]
