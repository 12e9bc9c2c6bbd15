"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path

import accounts.urls
import forces.urls
import inspections.urls
import reports.urls
from reports.views.home import Home
from reports.views.search import Search

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("search/", Search.as_view(), name="search"),
    path("", include("accounts.urls")),
    path("", include("core.urls")),
    # a record's pages share its namespace, whichever room they are built in
    path("", include((forces.urls.urlpatterns + reports.urls.forces, "forces"))),
    path("", include((inspections.urls.urlpatterns + reports.urls.inspections, "inspections"))),
    path("findings/", include("findings.urls")),
    path("", include((reports.urls.reports, "reports"))),
    path("accounts/", include(accounts.urls.not_offered)),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "peel.errors.bad_request"
handler403 = "peel.errors.forbidden"
handler404 = "peel.errors.not_found"
handler500 = "peel.errors.server_error"
