"""Addresses of the ground floor."""

from django.urls import path

from core import job_views, notice_views

app_name = "core"
urlpatterns = [
    path("jobs/<int:pk>/", job_views.JobPage.as_view(), name="job"),
    path("notices/", notice_views.NoticeList.as_view(), name="notices"),
]
