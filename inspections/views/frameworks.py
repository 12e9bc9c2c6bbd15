"""Frameworks: the list, one with its questions and its scale, its history, starting one, a new version; scales."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.actions import Stale
from core.lists import Column, ListPage
from core.views import FormPage, HistoryPage, Page, seen_version
from inspections import frameworks
from inspections.actions import frameworks as actions
from inspections.forms.frameworks import ChangeForm, FrameworkFilter, ScaleForm, StartForm, VersionForm
from inspections.models import Framework, Question, Scale
from inspections.views.sections import sections

READ = "inspections.read_inspections"


class FrameworkList(ListPage):
    """Every version of every framework, and whether it may still change."""

    permission_required = READ
    template = "frameworks/list.html"
    title = "Frameworks"
    caption = "Frameworks, by cycle and pillar"
    default_sort = "-cycle"
    filter_class = FrameworkFilter
    columns: ClassVar[list[Column]] = [
        Column("title", "Framework", lambda f: f.title, sort="title", link=lambda f: f.get_absolute_url()),
        Column("cycle", "Cycle", lambda f: f.cycle.slug, sort="cycle__first_year", text=lambda f: f.cycle.title),
        Column("pillar", "Pillar", lambda f: f.pillar, sort="pillar", text=lambda f: f.get_pillar_display()),
        Column("version", "Version", lambda f: f.version_number, sort="version_number", numeric=True),
        Column("scale", "Scale", lambda f: f.scale.title, sort="scale__title"),
        Column("questions", "Questions", lambda f: f.question_count, sort="question_count", numeric=True),
        Column("inspections", "Inspections", lambda f: f.inspection_count, sort="inspection_count", numeric=True),
        Column("state", "State", lambda f: "In use: frozen" if f.inspection_count else "Being edited"),
    ]  # fmt: skip

    def sections(self) -> list[dict[str, Any]]:
        """Return the lists beside this one."""
        return sections(self.request.user, self.request.path)

    def rows(self, filters: dict[str, Any]) -> QuerySet[Any]:
        """Return what the filter asks for."""
        rows = Framework.objects.select_related("cycle", "scale").annotate(
            question_count=Count("questions", distinct=True), inspection_count=Count("inspections", distinct=True)
        )
        return rows.filter(**{name: filters[name] for name in ("cycle", "pillar") if filters[name]})

    def context(self) -> dict[str, Any]:
        """Say whether this person may start one."""
        return {"may_edit": self.request.user.has_perm(actions.EDIT)}


class FrameworkPages(Page, abstract=True):
    """What every page of one framework needs."""

    permission_required = READ

    @cached_property
    def framework(self) -> Framework:
        """Return the framework, or answer 404."""
        return get_object_or_404(Framework.objects.select_related("cycle", "scale"), slug=self.kwargs["slug"])

    @cached_property
    def questions(self) -> list[Question]:
        """Return its questions in order, with their diagnostics and where they come from."""
        rows = self.framework.questions.order_by("number")
        return list(rows.prefetch_related("diagnostics", "came_from__earlier__framework"))

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the pages of the framework."""
        pages = [("Framework", self.framework.get_absolute_url())]
        if self.request.user.has_perm("accounts.read_history"):
            pages.append(("History", reverse("inspections:framework-history", args=[self.framework.slug])))
        return [{"text": text, "href": href, "active": href == self.request.path} for text, href in pages]


class FrameworkPage(FrameworkPages):
    """Its questions with diagnostics, what each is given, where it comes from, and the scale with its descriptors."""

    template = "frameworks/detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the framework; whoever may change it finds how, while it can change."""
        closed = frameworks.why_closed(self.framework)
        edits = request.user.has_perm(actions.EDIT)
        others = Framework.objects.filter(cycle=self.framework.cycle, pillar=self.framework.pillar)
        return self.render(
            framework=self.framework,
            questions=self.questions,
            grades=list(self.framework.scale.grades.all()),
            versions=list(others.order_by("version_number")),
            closed=closed,
            edits=edits,
            may_change=edits and not closed,
            tabs=self.tabs(),
        )


class FrameworkHistory(FrameworkPages, HistoryPage):
    """Who changed a framework or any part of it."""

    permission_required = "accounts.read_history"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the changes, newest first."""
        return self.render(record=self.framework, changes=frameworks.changes_of(self.framework))


class StartFramework(FormPage):
    """Starts a framework without questions."""

    permission_required = actions.EDIT
    template = "frameworks/form.html"
    form_class = StartForm
    said = "The framework is started. Add its questions."

    def context(self) -> dict[str, Any]:
        """Name the page."""
        return {"title": "Start a framework", "framework": None, "question": None, "mappings": []}

    def act(self, form: StartForm) -> Framework:
        """Start it."""
        return actions.start(by=self.request.user, **form.cleaned_data)


class FrameworkForm(FrameworkPages, FormPage, abstract=True):
    """A form that changes a framework; one that can no longer change leads back to its page, which says why."""

    permission_required = actions.EDIT
    template = "frameworks/form.html"
    title: str

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form while the framework may change."""
        if closed := frameworks.why_closed(self.framework):
            messages.error(request, closed)
            return redirect(self.framework)
        return super().get(request, *args, **kwargs)

    def stale(self, stale: Stale) -> HttpResponse:
        """Show what changed in any part of the framework meanwhile."""
        changes = frameworks.changes_after(self.framework, seen_version(self.request))
        stale.changes = [change for change in changes if change.record or change.field != "record"]
        return super().stale(stale)

    def context(self) -> dict[str, Any]:
        """Name the page."""
        return {"title": self.title, "framework": self.framework, "question": None, "mappings": []}

    def done(self, made: Any) -> str:
        """Go to the framework's page."""
        return self.framework.get_absolute_url()


class ChangeFramework(FrameworkForm):
    """Changes what a framework says of itself."""

    permission_required = actions.EDIT
    title = "Change the framework"

    def form(self, *data: Any) -> ChangeForm:
        """Return the form with the framework as it is."""
        return ChangeForm(*data, initial=ChangeForm.of(self.framework))

    def act(self, form: ChangeForm) -> Framework:
        """Save it."""
        return actions.change(by=self.request.user, framework=self.framework, **form.cleaned_data)


class MakeVersion(FrameworkPages, FormPage):
    """Copies a framework to a new version, in its own cycle or a later one."""

    permission_required = actions.EDIT
    template = "frameworks/form.html"
    said = "The new version is made: a copy that you can change."

    def context(self) -> dict[str, Any]:
        """Name the page."""
        return {"title": "Make a new version", "framework": self.framework, "question": None, "mappings": []}

    def form(self, *data: Any) -> VersionForm:
        """Begin with its own cycle and title."""
        return VersionForm(*data, initial={"cycle": self.framework.cycle, "title": self.framework.title})

    def act(self, form: VersionForm) -> Framework:
        """Make it."""
        return actions.make_version(by=self.request.user, framework=self.framework, **form.cleaned_data)


class ScalePage(FormPage, abstract=True):
    """A scale's form."""

    permission_required = actions.EDIT
    template = "frameworks/scale.html"
    scale: Any = None

    def form(self, *data: Any) -> ScaleForm:
        """Return the form with the scale as it is, or empty."""
        return ScaleForm(*data, initial=ScaleForm.of(self.scale) if self.scale else {})

    def context(self) -> dict[str, Any]:
        """Name the page, and say what the scale is for."""
        closed = frameworks.why_scale_closed(self.scale) if self.scale else ""
        return {"scale": self.scale, "closed": closed}

    def act(self, form: ScaleForm) -> Scale:
        """Save it."""
        return actions.put_scale(by=self.request.user, scale=self.scale, **form.cleaned_data)

    def done(self, made: Scale) -> str:
        """Go to the scales."""
        return reverse("inspections:scales")


class MakeScale(ScalePage):
    """A new scale."""

    permission_required = actions.EDIT


class ChangeScale(ScalePage):
    """A scale changed, while nobody is graded on it."""

    permission_required = actions.EDIT

    @cached_property
    def scale(self) -> Scale:  # type: ignore[override]
        """Return the scale, or answer 404."""
        return get_object_or_404(Scale, slug=self.kwargs["slug"])


class ScaleList(Page):
    """The scales with their grades and what each means."""

    permission_required = READ
    template = "frameworks/scales.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them all; there are a handful."""
        used = Count("frameworks__inspections", distinct=True)
        scales = Scale.objects.annotate(inspection_count=used).order_by("title").prefetch_related("grades")
        return self.render(scales=list(scales), edits=request.user.has_perm(actions.EDIT))
