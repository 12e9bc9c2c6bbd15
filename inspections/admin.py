"""The reference tables of inspections in Django's admin: how many files a cycle's reviews have."""

from __future__ import annotations

from django.contrib import admin

from forces.admin import ReferenceAdmin
from inspections.models import ReviewPlan


@admin.register(ReviewPlan)
class ReviewPlanAdmin(ReferenceAdmin):
    """Plans of file reviews: the usual number of files, the larger one and the forces that have it."""

    list_display = ("cycle", "size", "larger_size", "published_total")
    list_select_related = ("cycle",)
    filter_horizontal = ("larger_in",)
