"""The reference tables of force data in Django's admin, imported and exported through django-import-export.

Case records are not here. Values can be looked at and exported; their Import leads to the returns, where it is checked.
"""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from import_export import fields, resources
from import_export.admin import ImportExportModelAdmin
from import_export.widgets import ForeignKeyWidget
from simple_history.admin import SimpleHistoryAdmin

from core import history
from forces.actions import measures, people, periods
from forces.models import (
    Bar,
    Cycle,
    DataNote,
    Force,
    ForceContact,
    Measure,
    Period,
    Population,
    PublishedFigure,
    Value,
)
from forces.models.values import ValueQuerySet

IMPORTED = "Imported in the admin"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = "Peel: reference tables"
admin.site.site_title = "Peel"
admin.site.index_title = "Reference tables"


def by_code(attribute: str = "force") -> fields.Field:
    """Return the column of a force, by its code."""
    return fields.Field(attribute, attribute, ForeignKeyWidget(Force, "code"))


def by_slug(attribute: str, model: Any) -> fields.Field:
    """Return the column of a record known by its slug."""
    return fields.Field(attribute, attribute, ForeignKeyWidget(model, "slug"))


class ForceResource(resources.ModelResource):
    """The columns of forces."""

    class Meta:
        model = Force
        import_id_fields = ("code",)
        skip_unchanged = True
        fields = (
            *("code", "slug", "name", "official_name", "ons_code", "country", "region"),
            *("is_in_scope", "file_review_sample"),
        )


class PopulationResource(resources.ModelResource):
    """The columns of populations."""

    force = by_code()

    class Meta:
        model = Population
        import_id_fields = ("force", "mid_year")
        skip_unchanged = True
        fields = ("force", "mid_year", "basis", "resident", "transient", "source")


class ThroughActions(resources.ModelResource):
    """Rows that are written by the actions behind the product's own forms, so that their rules hold here too."""

    written_by: ClassVar[Any]
    word: ClassVar[str]

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Have the action write the row; what it refuses is said beside the row."""
        written: dict[str, Any] = {"by": kwargs["user"], "reason": IMPORTED}
        written["fields"] = {name: getattr(instance, name) for name in self.fields}
        if is_create:
            instance.pk = self.written_by.create(**written).pk
        else:
            held = type(instance).objects.get(pk=instance.pk)
            self.written_by.change(**{self.word: held}, version=None, **written)


class MeasureResource(ThroughActions):
    """The columns of measures; one measure names another by its slug."""

    written_by, word = measures, "measure"
    denominator_measure = by_slug("denominator_measure", Measure)
    part_of = by_slug("part_of", Measure)

    class Meta:
        model = Measure
        import_id_fields = ("slug",)
        skip_unchanged = True
        exclude = ("id", "version")


class PeriodResource(ThroughActions):
    """The columns of periods."""

    written_by, word = periods, "period"

    class Meta:
        model = Period
        import_id_fields = ("slug",)
        skip_unchanged = True
        exclude = ("id", "version")


class ValueResource(resources.ModelResource):
    """The columns of values: those a return has, under the names it has them in files."""

    force = by_code()
    measure = by_slug("measure", Measure)
    period = by_slug("period", Period)

    class Meta:
        model = Value
        import_id_fields = ("force", "measure", "period")
        fields = (
            *("force", "measure", "period", "numerator", "denominator", "printed"),
            *("status", "reason", "caveat", "base", "source"),
        )
        export_order = fields


class ReferenceAdmin(ImportExportModelAdmin, SimpleHistoryAdmin):
    """A reference table: for those who may change reference tables; every change is put down to the person."""

    permission = "forces.manage_reference"
    is_read_only = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the table to those who may change it."""
        return request.user.has_perm(self.permission)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let them look."""
        return request.user.has_perm(self.permission)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let them add."""
        return request.user.has_perm(self.permission) and not self.is_read_only

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let them change."""
        return request.user.has_perm(self.permission) and not self.is_read_only

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let them take out what nothing hangs on."""
        return request.user.has_perm(self.permission) and not self.is_read_only

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Let them import."""
        return request.user.has_perm(self.permission)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Let them export."""
        return request.user.has_perm(self.permission)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put a change down to the person."""
        with history.acting(request.user, "In the admin"):
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put a deletion down to the person."""
        with history.acting(request.user, "In the admin"):
            return super().delete_view(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put what is done to many rows down to the person."""
        with history.acting(request.user, "In the admin"):
            return super().changelist_view(request, *args, **kwargs)

    def process_import(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put an import down to the person."""
        with history.acting(request.user, IMPORTED):
            return super().process_import(request, *args, **kwargs)


@admin.register(Force)
class ForceAdmin(ReferenceAdmin):
    """Forces."""

    resource_classes = (ForceResource,)
    list_display = ("name", "code", "region", "is_in_scope")
    list_filter = ("region", "is_in_scope")
    search_fields = ("name", "code")


@admin.register(Population)
class PopulationAdmin(ReferenceAdmin):
    """Populations."""

    resource_classes = (PopulationResource,)
    list_display = ("force", "mid_year", "resident", "transient")
    list_filter = ("mid_year",)
    list_select_related = ("force",)


class EditedInProduct(ReferenceAdmin):
    """A table that is edited in the product: here to look at, import, export, and take out what nothing hangs on."""

    is_read_only = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let them take out what was made by mistake."""
        return request.user.has_perm(self.permission)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Remove through the action."""
        written: Any = self.resource_classes[0]
        written.written_by.remove(by=request.user, **{written.word: obj}, reason="In the admin")

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Remove each through the action."""
        for record in queryset:
            self.delete_model(request, record)


@admin.register(Measure)
class MeasureAdmin(EditedInProduct):
    """Measures."""

    resource_classes = (MeasureResource,)
    list_display = ("title", "slug", "unit", "denominator", "per")
    search_fields = ("title", "slug")


@admin.register(Period)
class PeriodAdmin(EditedInProduct):
    """Periods."""

    resource_classes = (PeriodResource,)
    list_display = ("label", "slug", "kind", "ends_on", "population_year")


@admin.register(Cycle, DataNote, PublishedFigure)
class PlainReferenceAdmin(ReferenceAdmin):
    """Cycles, notes about the data, and figures as published."""


@admin.register(Value)
class ValueAdmin(ReferenceAdmin):
    """Values: to look at and export; they are changed by returns only."""

    resource_classes = (ValueResource,)
    is_read_only = True
    list_display = ("force", "measure", "period", "numerator", "denominator", "printed", "status")
    list_filter = ("measure", "period", "status")
    list_select_related: ClassVar[tuple[str, ...]] = ("force", "measure", "period")

    def get_queryset(self, request: HttpRequest) -> ValueQuerySet:
        """Leave out what is barred to the person."""
        return Value.objects.visible_to(request.user)

    def import_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the returns."""
        messages.info(request, "Values come in as returns: choose the collection and send the file there.")
        return redirect("forces:collections")

    process_import = import_action


class AccessAdmin(SimpleHistoryAdmin):
    """Who answers for a force, and who is barred from one: for those who manage users, through the actions."""

    list_display: ClassVar[Any] = ("user", "force")
    list_filter: ClassVar[Any] = ("force",)
    list_select_related = ("user", "force")
    actions = None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those who manage users look."""
        return request.user.has_perm("accounts.manage_users")

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save through the action."""
        people.save(by=request.user, rule=obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Remove through the action."""
        people.remove(by=request.user, rule=obj)


admin.site.register([Bar, ForceContact], AccessAdmin)
