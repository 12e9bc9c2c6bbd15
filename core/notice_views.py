"""One's own notices: what is new, marked as read by one's own hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Case, Count, Max, Value, When
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from markupsafe import Markup

from core import clock, dates, notices
from core.forms import FilterForm, FilterHelper
from core.lists import Column, ListPage
from core.models import Notice, NoticeQuerySet
from core.views import number_in
from core.words import plural

UNREAD = Markup(
    '<strong class="govuk-tag govuk-tag--blue">New</strong> '
    '<button type="submit" class="peel-link-button" form="mark-read" name="notice" value="{}">Mark as read'
    '<span class="govuk-visually-hidden">: {}</span></button>'
)


def state_of(notice: Notice) -> str:
    """Return when a notice was read, or the button that says that it was."""
    return f"Read on {day(notice.read_at)}" if notice.read_at else UNREAD.format(notice.pk, notice.text)


def day(at: datetime) -> str:
    """Return the day of a moment, in words."""
    return dates.in_words(timezone.localdate(at))


class NoticeFilter(FilterForm):
    """What notices are filtered by: those kinds there are for the person."""

    kind = forms.ChoiceField(label="About")
    state = forms.ChoiceField(label="Read or not", choices=[("", "Any"), ("new", "New"), ("read", "Read")])

    helper = FilterHelper("kind", "state", heading="Filter notices")

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.name, kind.heading) for kind in notices.kinds_for(person)]
        self.fields["kind"].choices = [("", "Anything"), *kinds]  # type: ignore[attr-defined]


class NoticeList(ListPage):
    """A person's own notices, new ones first."""

    permission_required = "accounts.use_product"
    template = "core/notices.html"
    title = "Notices"
    caption = "What you were told"
    default_sort = "-new"
    empty = "There is nothing to tell you."
    columns: ClassVar[list[Column]] = [
        Column("text", "Notice", lambda n: n.text, sort="text", link=lambda n: n.address),
        Column("kind", "About", lambda n: n.kind, text=lambda n: notices.KINDS[n.kind].heading, sort=("kind", "text")),
        Column("made_at", "Told", lambda n: n.made_at, text=lambda n: day(n.made_at), sort="made_at"),
        Column("new", "New", lambda n: n.read_at is None, text=state_of, sort=("is_new", "made_at")),
    ]
    found: NoticeQuerySet | None = None

    def filter_form(self) -> FilterForm:
        """Return the filter with what the address says."""
        return NoticeFilter(self.request.GET, person=self.request.user)

    def rows(self, filters: dict[str, Any]) -> NoticeQuerySet:
        """Return the notices of the filter that the person may still read."""
        found = notices.readable_by(self.request.user).annotate(
            is_new=Case(When(read_at__isnull=True, then=Value(1)), default=Value(0))
        )
        if filters["kind"]:
            found = found.filter(kind=filters["kind"])
        if filters["state"]:
            found = found.filter(read_at__isnull=filters["state"] == "new")
        self.found = found
        return found

    def context(self) -> dict[str, Any]:
        """Count the new ones of the filter; `last` is the newest that this page knows of."""
        new = {"count": 0, "last": 0}
        if self.found is not None:
            new = self.found.unread().aggregate(count=Count("pk"), last=Max("pk"))
        return {"new": new}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Mark one as read, or all of the filter that the page knew of; none that came since."""
        filters = self.filter_form()
        if not filters.is_valid():
            return self.get(request)
        found = self.rows(filters.cleaned_data)
        count = notices.mark_read(by=request.user, chosen=self.chosen(found), at=clock.now())
        if count:
            messages.success(request, f"{plural(count, 'notice')} marked as read.")
        return redirect(request.get_full_path())

    def chosen(self, found: NoticeQuerySet) -> NoticeQuerySet:
        """Return the notices that a button was pressed for; 404 where there is none such."""
        wanted, last = self.request.POST.get("notice", ""), self.request.POST.get("last", "")
        if wanted == "all" and last.isdecimal():
            return found.filter(pk__lte=number_in(last))
        one = found.filter(pk=number_in(wanted))
        if not one.exists():
            raise Http404("There is no such notice.")
        return one
