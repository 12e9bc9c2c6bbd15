"""Addresses of inspections and file reviews; `reports.urls` adds the pages that read findings too."""

from django.urls import path

from inspections.views import file_reviews, inspections, review_files

app_name = "inspections"
urlpatterns = [
    path("inspections/", inspections.InspectionList.as_view(), name="list"),
    path("inspections/<slug:reference>/history/", inspections.InspectionHistory.as_view(), name="history"),
    path("file-reviews/", file_reviews.ExerciseList.as_view(), name="file-reviews"),
    path("file-reviews/<slug:reference>/", file_reviews.ExercisePage.as_view(), name="file-review"),
    path("file-reviews/<slug:reference>/allocate/", file_reviews.Allocate.as_view(), name="allocate"),
    path("file-reviews/<slug:reference>/history/", file_reviews.ExerciseHistory.as_view(), name="file-review-history"),
    path("file-reviews/<slug:reference>/files/<int:number>/", review_files.FilePage.as_view(), name="file"),
    path(
        "file-reviews/<slug:reference>/files/<int:number>/draft/",
        review_files.DraftPage.as_view(),
        name="file-draft",
    ),
    path(
        "file-reviews/<slug:reference>/files/<int:number>/history/",
        review_files.FileHistory.as_view(),
        name="file-history",
    ),
]
