"""Writing a report: beginning it, the overview of its sections, the preview of the whole."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core import clock
from core.views import FormPage
from inspections.models import Inspection
from reports.actions import report_figures
from reports.actions import reports as actions
from reports.document import fields
from reports.document.gathering import gather
from reports.document.records import Records
from reports.forms.writing import BeginForm, TitleForm
from reports.models import Report, SectionDraft, SectionKind
from reports.models.reports import with_readable_drafts
from reports.rules import writing
from reports.views.drafts import OfDraft

READ, WRITE = "reports.read_drafts", "reports.write_reports"


class OfInspection(OfDraft, abstract=True):
    """What every page of writing needs: the inspection, to those who may read what is written about it."""

    permission_required = READ

    @cached_property
    def inspection(self) -> Inspection:
        """Return the inspection."""
        readable = Inspection.objects.filter(with_readable_drafts(self.request.user))
        held = readable.select_related("force", "cycle", "framework")
        return get_object_or_404(held, reference=self.kwargs["reference"])

    @property
    def writes(self) -> bool:
        """Say whether the person may write beside reading: an auditor reads, every other reader is on it."""
        return bool(self.request.user.has_perm(WRITE))


class OfReport(OfInspection, abstract=True):
    """The same of a report that is begun."""

    @cached_property
    def report(self) -> Report:
        """Return the report."""
        held = Report.objects.in_writing_visible_to(self.request.user)
        held = held.select_related("inspection__force", "inspection__cycle", "inspection__framework")
        return get_object_or_404(held, inspection__reference=self.kwargs["reference"])

    @cached_property
    def inspection(self) -> Inspection:
        """Return its inspection."""
        return self.report.inspection


class Overview(OfInspection):
    """The sections of a report, how far each is, and what must still be done; before it is begun, how to begin it."""

    inspection_part = "Report"
    template = "reports/write.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them."""
        report = Report.objects.filter(inspection=self.inspection).first()
        stage = self.inspection.get_stage_display()
        context: dict[str, Any] = {"inspection": self.inspection, "report": report, "writes": self.writes}
        if report is None:
            why_not = writing.why_not_begin(self.inspection.stage, in_words=stage)
            return self.render(**context, why_not=why_not)
        report.inspection = self.inspection
        records = Records(report)
        sections = self.sections(report)
        records.sections = [section for section in sections if records.prints(section)]
        changed = fields.changed_since_written(records)
        has_framework = self.inspection.framework_id is not None
        return self.render(
            **context,
            sections=sections,
            printed={section.pk for section in records.sections},
            changed=changed,
            changed_in={one.section.pk for one in changed},
            drafts=self.drafts(report),
            need_words={kind for kind in SectionKind if writing.needs_words(kind, has_framework=has_framework)},
            waiting=sum(section.waiting for section in records.sections),
        )

    def sections(self, report: Report) -> list[Any]:
        """Return the sections with the number of figures they carry, and of those not frozen."""
        held = report.sections.select_related("question", "written_by").order_by("position")
        return list(
            held.annotate(carried=Count("figures"), waiting=Count("figures", filter=Q(figures__frozen__isnull=True)))
        )

    def drafts(self, report: Report) -> set[int]:
        """Return the sections in which the person has typed something that is not saved."""
        own = SectionDraft.objects.filter(section__report=report, user=self.request.user)
        return set(own.values_list("section_id", flat=True))


class Begin(OfInspection, FormPage):
    """Begins the report of an inspection."""

    permission_required = WRITE
    template = "reports/begin.html"
    said = "The report is begun. Write its sections in any order."

    @property
    def overview(self) -> str:
        """Return where the overview is."""
        return reverse("reports:write", args=[self.inspection.reference])

    def form(self, *data: Any) -> BeginForm:
        """Offer the framework's or the cycle's name with the force's as a title."""
        inspection = self.inspection
        about = inspection.framework or f"{inspection.get_kind_display()}, {inspection.cycle}"
        return BeginForm(*data, initial={"title": f"{about}: {inspection.force.official_name}"}, cancel=self.overview)

    def context(self) -> dict[str, Any]:
        """Return the inspection, and why its report cannot be begun, if so."""
        stage = self.inspection.get_stage_display()
        why_not = writing.why_not_begin(self.inspection.stage, in_words=stage)
        if Report.objects.filter(inspection=self.inspection).exists():
            why_not = "The report is begun."
        return {"inspection": self.inspection, "why_not": why_not}

    def act(self, form: BeginForm) -> Report:
        """Begin it."""
        title = form.cleaned_data["title"]
        return actions.begin(by=self.request.user, inspection=self.inspection, title=title, at=clock.now())

    def done(self, made: Report) -> str:
        """Go to its sections."""
        return self.overview


class Title(OfReport, FormPage):
    """Changes what the report is called."""

    permission_required = WRITE
    template = "reports/title.html"

    @property
    def overview(self) -> str:
        """Return where the overview is."""
        return reverse("reports:write", args=[self.inspection.reference])

    def form(self, *data: Any) -> TitleForm:
        """Return the form with what stands."""
        initial = {"version": self.report.version, "title": self.report.title}
        return TitleForm(*data, initial=initial, cancel=self.overview)

    def context(self) -> dict[str, Any]:
        """Return the inspection."""
        return {"inspection": self.inspection}

    def act(self, form: TitleForm) -> Report:
        """Change it."""
        version, title = form.cleaned_data["version"], form.cleaned_data["title"]
        return actions.rename(by=self.request.user, report=self.report, version=version, title=title)

    def done(self, made: Report) -> str:
        """Go back to the sections."""
        return self.overview


class Preview(OfReport):
    """The whole report as it will print, with the person's own drafts in place of what is saved if they ask."""

    template = "reports/preview.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        drafts = SectionDraft.objects.filter(section__report=self.report, user=request.user)
        texts = {draft.section_id: draft.text for draft in drafts}
        with_drafts = bool(texts) and request.GET.get("drafts") == "1"
        snapshot = gather(Records(self.report), texts if with_drafts else None)
        return self.render(
            inspection=self.inspection, snapshot=snapshot, has_drafts=bool(texts), with_drafts=with_drafts
        )


class Freeze(OfReport):
    """Keeps every figure of the report as it is published now."""

    permission_required = WRITE
    http_method_names: ClassVar[list[str]] = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Freeze them, or say why not."""
        try:
            frozen = report_figures.freeze(by=request.user, report=self.report)
            messages.success(request, f"{len(frozen)} figures are frozen as they are published now.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(reverse("reports:write", args=[self.inspection.reference]))
