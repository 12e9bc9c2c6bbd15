"""National recommendations: the list, making and correcting one, and the progress of every force."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import clock, dates
from core.exporters import csv_response
from core.lists import Column, ListPage
from core.views import FormPage, HistoryPage
from findings import progress
from findings.actions import national as actions
from findings.forms.national import (
    OVERDUE,
    CorrectionForm,
    NationalFilter,
    NationalForm,
    ProgressFilter,
    in_words,
)
from findings.forms.register import NOT_CLOSED
from findings.models import Addressee, Event, Finding, NationalRecommendation, Status
from findings.models.findings import CLOSED
from findings.views.findings import STATUS_COLOURS, status_label
from findings.views.sections import InFindings
from forces.models import Force
from forces.models.people import force_of

NOT_LIVE = [Status.DRAFT, *CLOSED]


def asked(national: Any) -> str:
    """Return whom a recommendation asks."""
    return str(national.body or Addressee(national.addressed_to).label)


def count_of(name: str) -> Any:
    """Return how a count of forces is shown: nothing where no force is asked."""
    return lambda n: getattr(n, name) if n.addressed_to == Addressee.FORCES else None


def due(record: Any) -> str:
    """Return a deadline in words."""
    return dates.in_words(record.due_on) if record.due_on else str(record.get_due_kind_display())


class NationalList(InFindings, ListPage):
    """Every national recommendation, and how many forces are through with it, as far as a person may see."""

    permission_required = "findings.read_national"
    template = "findings/national_list.html"
    title = "National recommendations"
    caption = "National recommendations and how many forces have closed theirs"
    default_sort = "-reference"
    filter_class = NationalFilter
    columns: ClassVar[list[Column]] = [
        Column("reference", "Reference", lambda n: n.reference, sort="reference", link=lambda n: n.get_absolute_url()),
        Column("title", "Title", lambda n: n.title, sort="title"),
        Column("cycle", "Cycle", lambda n: n.cycle.slug, sort=("cycle__first_year", "reference")),
        Column("theme", "Theme", lambda n: n.theme, text=lambda n: in_words(n.theme), sort=("theme", "reference")),
        Column("addressed_to", "Asked of", asked, sort=("addressed_to", "body", "reference")),
        Column("due_on", "Due", lambda n: n.due_on, text=due, sort=("due_on", "reference")),
        Column("closed", "Forces closed", count_of("closed"), sort=("closed", "reference"), numeric=True),
        Column("open", "Forces open", count_of("open"), sort=("open", "reference"), numeric=True),
        Column("overdue", "Of these overdue", count_of("overdue"), sort=("overdue", "reference"), numeric=True),
    ]

    def rows(self, filters: dict[str, Any]) -> QuerySet[Any]:
        """Return the recommendations that match, with the counts of their instances."""
        instances = Finding.objects.visible_to(self.request.user).filter(national=OuterRef("pk"))
        live = instances.exclude(shown_status__in=NOT_LIVE)
        found = (
            NationalRecommendation.objects.visible_to(self.request.user)
            .select_related("cycle")
            .annotate(
                closed=counted(instances.filter(shown_status__in=CLOSED)),
                open=counted(live),
                overdue=counted(live.filter(due_on__lt=clock.today())),
            )
        )
        if filters["cycle"]:
            found = found.filter(cycle__slug=filters["cycle"])
        if filters["theme"]:
            found = found.filter(theme=filters["theme"])
        for word in (filters["q"] or "").split():
            found = found.filter(Q(reference__icontains=word) | Q(title__icontains=word) | Q(wording__icontains=word))
        return found


def counted(instances: Any) -> Any:
    """Return how many instances of each recommendation there are, as a subquery."""
    grouped = instances.order_by().values("national").annotate(count=Count("pk"))
    return Coalesce(Subquery(grouped.values("count")), 0)


class MakeNational(FormPage):
    """A published recommendation, to all forces or to another body."""

    permission_required = "findings.make_national"
    template = "findings/national_form.html"
    form_class = NationalForm
    title = "Make a national recommendation"

    def act(self, form: NationalForm) -> NationalRecommendation:
        """Make it, with an instance for each force."""
        cleaned = dict(form.cleaned_data)
        published = cleaned.pop("published")
        made = actions.make(
            by=self.request.user,
            published_on=published.on,
            published_precision=published.precision,
            at=clock.now(),
            **cleaned,
        )
        to_all = made.addressed_to == Addressee.FORCES
        whose = "Every force that is inspected has it, open." if to_all else f"It asks {made.body}; no force has it."
        self.said = f"{made.reference} is made. {whose}"
        return made

    def context(self) -> dict[str, Any]:
        """Say where the form leads back to, and nothing of a recommendation that is held."""
        return {"national": None, "back": reverse("findings:national-list")}


class CorrectNational(FormPage):
    """The short title and the source of a recommendation, corrected."""

    permission_required = "findings.make_national"
    template = "findings/national_form.html"
    title = "Correct title or source"
    said = "Corrected, here and in every force’s instance."

    @cached_property
    def national(self) -> NationalRecommendation:
        """Return the recommendation, or answer 404."""
        held = NationalRecommendation.objects.visible_to(self.request.user)
        return get_object_or_404(held, reference=self.kwargs["reference"])

    def form(self, *data: Any) -> CorrectionForm:
        """Fill in what it says now."""
        held = {name: getattr(self.national, name) for name in ("version", "title", "source")}
        return CorrectionForm(*data, initial=held)

    def act(self, form: CorrectionForm) -> NationalRecommendation:
        """Correct it."""
        return actions.correct(by=self.request.user, national=self.national, **form.cleaned_data)

    def context(self) -> dict[str, Any]:
        """Show the wording, which does not change."""
        return {"national": self.national, "back": self.national.get_absolute_url()}


class NationalDetail(ListPage):
    """One recommendation: its wording, and how far every force is; of one to another body, whom it asks."""

    permission_required = "findings.read_national"
    template = "findings/national.html"
    caption = "Every force’s progress"
    default_sort = "force"
    page_size = 50
    filter_class = ProgressFilter
    columns: ClassVar[list[Column]] = [
        Column("force", "Force", lambda f: f.force.name, sort="force__name", link=lambda f: f.get_absolute_url()),
        Column("region", "Region", lambda f: f.force.region, sort=("force__region", "force__name")),
        Column(
            "status",
            "Status",
            lambda f: status_label(f).lower(),
            text=status_label,
            tag=lambda f: STATUS_COLOURS[f.shown_status],
            sort=("shown_status", "force__name"),
        ),
        Column("rag", "RAG", lambda f: progress.rag(f).word, text=lambda f: progress.rag(f).word.capitalize()),
        Column("due_on", "Due", lambda f: f.due_on, text=due, sort=("due_on", "force__name")),
        Column("last_word", "Last word", progress.last_word),
    ]

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return what the page and its file are called."""
        return f"{self.national.reference} progress"

    @cached_property
    def national(self) -> NationalRecommendation:
        """Return the recommendation, or answer 404."""
        held = NationalRecommendation.objects.visible_to(self.request.user).select_related("cycle")
        return get_object_or_404(held, reference=self.kwargs["reference"])

    @cached_property
    def instances(self) -> list[Any]:
        """Return every instance with what is counted of it, by force."""
        found = Finding.objects.visible_to(self.request.user).filter(national=self.national)
        return list(found.values("reference", "force", "shown_status", "due_on").order_by("force__name"))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the progress table, or give it as a file."""
        _ = self.national
        return super().get(request, *args, **kwargs)

    def rows(self, filters: dict[str, Any]) -> QuerySet[Any]:
        """Return the instances that match, each with what was said of it that this person may read."""
        user = self.request.user
        words = Event.objects.visible_to(user).order_by("recorded_on", "pk")
        found = (
            Finding.objects.visible_to(user)
            .filter(national=self.national)
            .annotate(region=F("force__region"), shown_response=progress.response_shown_to(user))
            .select_related("force")
            .prefetch_related(Prefetch("events", words, to_attr="words"))
        )
        if filters["region"]:
            found = found.filter(region=filters["region"])
        return with_progress(found, filters["status"])

    def file(self, rows: QuerySet[Any], wanted: str) -> HttpResponseBase:
        """Stream the table, each row with its instance’s reference and the day of the last word."""
        return csv_response(
            f"{self.national.reference.lower()}-progress",
            ["reference", *(column.key for column in self.columns), "last_word_on"],
            rows.iterator(500),
            lambda row: [row.reference, *(column.value(row) for column in self.columns), progress.last_word_on(row)],
        )

    def context(self) -> dict[str, Any]:
        """Return the counts of all forces, whatever the table is filtered by."""
        user = self.request.user
        own = next((one for one in self.instances if user.is_force_contact and one["force"] == force_of(user)), None)
        return {
            "national": self.national,
            "asked": asked(self.national),
            "due": due(self.national),
            "theme": in_words(self.national.theme),
            "tally": progress.tally([one["shown_status"] for one in self.instances]),
            "overdue": sum(1 for one in self.instances if is_overdue(one)),
            "chart": progress.chart([one["shown_status"] for one in self.instances], self.national.reference),
            "in_scope": Force.objects.in_scope().count(),
            "own": own,
            "register": f"{reverse('findings:list')}?national={self.national.reference}",
            "may_correct": user.has_perm("findings.make_national"),
        }


def is_overdue(instance: dict[str, Any]) -> bool:
    """Say whether an instance is live and past its day."""
    due_on = instance["due_on"]
    return instance["shown_status"] not in NOT_LIVE and due_on is not None and due_on < clock.today()


def with_progress(instances: Any, status: str) -> Any:
    """Return the instances of a status, or those that are not closed, or late."""
    if status == NOT_CLOSED[0]:
        return instances.exclude(shown_status__in=NOT_LIVE)
    if status == OVERDUE[0]:
        return instances.exclude(shown_status__in=NOT_LIVE).filter(due_on__lt=clock.today())
    return instances.filter(shown_status=status) if status else instances


class NationalHistory(HistoryPage):
    """Who corrected a recommendation."""

    def record(self) -> NationalRecommendation:
        """Return the recommendation, or answer 404."""
        held = NationalRecommendation.objects.visible_to(self.request.user)
        return get_object_or_404(held, reference=self.kwargs["reference"])
