"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path

from reports.views.home import Home

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("forces/", include("forces.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "peel.errors.bad_request"
handler403 = "peel.errors.forbidden"
handler404 = "peel.errors.not_found"
handler500 = "peel.errors.server_error"
