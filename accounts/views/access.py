"""The access log, for administrators and auditors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import AccessKind, AccessLog
from core.forms import FilterDateField, FilterForm, FilterHelper
from core.lists import Column, ListPage
from core.words import moment


class AccessFilter(FilterForm):
    """What the log is filtered by."""

    kind = forms.ChoiceField(choices=[("", "Any kind"), *AccessKind.choices])
    who = forms.CharField(label="Name or e-mail address", max_length=100)
    since = FilterDateField(label="Since")
    until = FilterDateField(label="Until")

    helper = FilterHelper("kind", "who", "since", "until", heading="Filter the log")


class AccessLogList(ListPage):
    """Who signed in, was refused, opened a case file or took a file away, newest first."""

    permission_required = "accounts.read_access_log"
    title = "Access log"
    caption = "What was reached for"
    default_sort = "-at"
    filter_class = AccessFilter
    columns: ClassVar[list[Column]] = [
        Column("at", "When", lambda entry: entry.at, text=lambda entry: moment(entry.at), sort="at"),
        Column("kind", "Kind", lambda entry: entry.kind, text=lambda entry: entry.get_kind_display(), sort="kind"),
        Column("by", "By", lambda entry: entry.by.email if entry.by else "", sort=("by__email", "at")),
        Column("what", "What", lambda entry: entry.what),
        Column("request", "Request", lambda entry: entry.request_id),
    ]

    def rows(self, filters: dict[str, Any]) -> QuerySet[AccessLog]:
        """Return the entries of the filter."""
        entries = AccessLog.objects.select_related("by")
        if filters["kind"]:
            entries = entries.filter(kind=filters["kind"])
        if filters["who"]:
            entries = entries.filter(by__email__icontains=filters["who"]) | entries.filter(
                by__name__icontains=filters["who"]
            )
        if filters["since"]:
            entries = entries.filter(at__date__gte=filters["since"])
        if filters["until"]:
            entries = entries.filter(at__date__lt=filters["until"] + timedelta(days=1))
        return entries


def not_offered(request: HttpRequest, key: str = "") -> HttpResponse:
    """Answer that there is no such page."""
    raise Http404
