"""Moderation panels: the list, one with its agenda, making and changing one, its history."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import clock
from core.dates import in_words
from core.lists import Column, ListPage
from core.views import FormPage, HistoryPage, Page
from forces.models import Cycle
from inspections.actions import moderations
from inspections.forms.judgments import PanelForm
from inspections.models import Judgment, Moderation, Panel, PanelMember
from inspections.views.sections import sections

READ = "inspections.read_moderation"
MODERATE = "inspections.moderate"


class PanelList(ListPage):
    """The panels, the latest first."""

    permission_required = READ
    template = "panels/list.html"
    title = "Moderation panels"
    caption = "Panels"
    default_sort = "-held_on"
    empty = "No panel has been made yet."
    columns: ClassVar[list[Column]] = [
        Column("panel", "Panel", lambda p: p.title, sort=("title", "held_on"), link=lambda p: p.get_absolute_url()),
        Column("cycle", "Cycle", lambda p: p.cycle.slug, sort="cycle__first_year", text=lambda p: p.cycle.title),
        Column("held_on", "Held on", lambda p: p.held_on, sort="held_on", text=lambda p: in_words(p.held_on)),
        Column("members", "Members", lambda p: ", ".join(one.user.name for one in p.memberships.all())),
        Column("decisions", "Decisions", lambda p: p.decided, sort="decided", numeric=True),
    ]

    def sections(self) -> list[dict[str, Any]]:
        """Return the lists beside this one."""
        return sections(self.request.user, self.request.path)

    def rows(self, filters: dict[str, Any]) -> QuerySet[Panel]:
        """Return every panel with how much it decided."""
        members = Prefetch("memberships", PanelMember.objects.select_related("user"))
        found = Panel.objects.visible_to(self.request.user).select_related("cycle").prefetch_related(members)
        return found.annotate(decided=Count("moderations"))

    def context(self) -> dict[str, Any]:
        """Say whether this person may make one."""
        return {"may_make": self.request.user.has_perm(MODERATE)}


class OfPanel:
    """A page under a panel's address."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def panel(self) -> Panel:
        """Return the panel, fetched once, with its members."""
        members = Prefetch("memberships", PanelMember.objects.select_related("user"))
        found = Panel.objects.visible_to(self.request.user).select_related("cycle").prefetch_related(members)
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the pages of the panel."""
        home = self.panel.get_absolute_url()
        pages = [("Agenda", home), ("History", reverse("inspections:panel-history", args=[self.panel.pk]))]
        return [{"text": text, "href": href, "active": href == self.request.path} for text, href in pages]


class PanelPage(OfPanel, Page):
    """A panel's agenda: what waits for a decision, and what it decided."""

    permission_required = READ
    template = "panels/detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them, each only to those who may read the judgment."""
        user: Any = request.user
        readable = Judgment.objects.with_workings_visible_to(user)
        shown = readable.select_related("inspection__force", "question", "grade", "proposed_by")
        order = ("inspection__force__name", "inspection__reference", "question__number")
        waiting = shown.awaiting_moderation().filter(inspection__cycle=self.panel.cycle_id).order_by(*order)
        return self.render(
            panel=self.panel,
            today=clock.today(),
            waiting=list(waiting),
            decided=self.decided(readable),
            is_member=any(one.user_id == user.pk for one in self.panel.memberships.all()),
            not_own=set(waiting.not_own_of(user).order_by().values_list("pk", flat=True)),
            may_change=user.has_perm(MODERATE),
            tabs=self.tabs(),
        )

    def decided(self, readable: Any) -> list[Moderation]:
        """Return what the panel decided, the latest first."""
        found = self.panel.moderations.filter(judgment__in=readable).order_by("-pk")
        return list(
            found.select_related(
                "judgment__inspection__force", "judgment__question", "grade_before", "grade_after", "recorded_by"
            )
        )


class NewPanel(FormPage):
    """Makes a panel."""

    permission_required = MODERATE
    template = "panels/form.html"
    title = "New panel"
    said = "The panel is made."

    def form(self, *data: Any) -> PanelForm:
        """Begin with the latest cycle and today."""
        latest = None if data else Cycle.objects.order_by("-first_year").first()
        initial = {"cycle": latest.slug if latest else "", "held_on": clock.today()}
        return PanelForm(*data, initial=initial, is_new=True, cancel=reverse("inspections:panels"))

    def context(self) -> dict[str, Any]:
        """Name no panel yet."""
        return {"panel": None}

    def act(self, form: PanelForm) -> Panel:
        """Make it."""
        cleaned = form.cleaned_data
        return moderations.convene(
            by=self.request.user,
            cycle=cleaned["cycle"],
            held_on=cleaned["held_on"],
            title=cleaned["title"],
            members=list(cleaned["members"]),
        )


class ChangePanel(OfPanel, FormPage):
    """Changes a panel's day, name and members."""

    permission_required = MODERATE
    template = "panels/form.html"
    title = "Change the panel"
    said = "The panel is changed."

    def form(self, *data: Any) -> PanelForm:
        """Show what it is now."""
        panel = self.panel
        initial = {name: getattr(panel, name) for name in ("version", "held_on", "title")}
        initial["members"] = [one.user_id for one in panel.memberships.all()]
        return PanelForm(*data, initial=initial, is_new=False, cancel=panel.get_absolute_url())

    def context(self) -> dict[str, Any]:
        """Name the panel."""
        return {"panel": self.panel}

    def act(self, form: PanelForm) -> Panel:
        """Change it."""
        cleaned = form.cleaned_data
        return moderations.change_panel(
            by=self.request.user,
            panel=self.panel,
            version=cleaned["version"],
            held_on=cleaned["held_on"],
            title=cleaned["title"],
            members=list(cleaned["members"]),
        )


class PanelHistory(OfPanel, HistoryPage):
    """Who changed a panel."""

    permission_required = READ

    def record(self) -> Panel:
        """Return the panel."""
        return self.panel
