"""Evidence of an inspection: the list, an item with its files and history, the gaps."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import dates, history
from core.attached import download
from core.lists import Column, ListPage
from core.views import HistoryPage, Page
from inspections import gaps
from inspections.forms.evidence import NO_QUESTION, EvidenceFilter
from inspections.models import (
    EvidenceFile,
    EvidenceItem,
    EvidenceKind,
    EvidenceLink,
    EvidenceState,
    Inspection,
    Marking,
)
from inspections.rules.evidence import WEIGHTS, Coverage, is_open

MARKING_COLOURS = {Marking.OFFICIAL: "grey", Marking.SENSITIVE: "red"}
STATE_COLOURS = {EvidenceState.HELD: "green", EvidenceState.WITHDRAWN: "grey"}
NOT_HELD = "The evidence behind this report is not held in this system."
ABOUT = Prefetch("links", EvidenceLink.objects.select_related("question", "diagnostic"))


class EvidencePages(Page, abstract=True):
    """What every page of an inspection's evidence needs: the inspection, to those who may read its evidence."""

    permission_required = "inspections.read_evidence"

    @cached_property
    def inspection(self) -> Inspection:
        """Return the inspection, or answer 404."""
        readable = Inspection.objects.with_workings_visible_to(self.request.user)
        return get_object_or_404(readable.select_related("force", "cycle"), reference=self.kwargs["reference"])

    @cached_property
    def may_record(self) -> bool:
        """Say whether to offer recording; who reads evidence and holds the permission is on the team or a manager."""
        may = self.request.user.has_perm("inspections.capture_evidence")
        return may and is_open(self.inspection.stage)

    def sections(self) -> list[dict[str, Any]]:
        """Return the pages beside each other: the list and the gaps."""
        names = [("Items", "inspections:evidence"), ("Gaps", "inspections:evidence-gaps")]
        found = [(text, reverse(name, args=[self.inspection.reference])) for text, name in names]
        return [{"text": text, "href": href, "active": href == self.request.path} for text, href in found]


class EvidenceList(EvidencePages, ListPage):
    """Every item of an inspection's evidence, the withdrawn ones too."""

    inspection_part = "Evidence"
    template = "evidence/list.html"
    caption = "Items of evidence, and what each speaks to"
    default_sort = "number"
    filter_class = EvidenceFilter
    columns: ClassVar[list[Column]] = [
        Column("number", "Item", lambda i: i.reference, sort="number", text=lambda i: f"EV{i.number}",
               link=lambda i: i.get_absolute_url()),
        Column("title", "Title", lambda i: i.title, sort="title"),
        Column("kind", "Kind", lambda i: i.kind, sort="kind", text=lambda i: i.get_kind_display()),
        Column("about", "Speaks to", lambda i: about(i)),
        Column("source", "Source", lambda i: i.source, sort="source"),
        Column("dated_on", "Date", lambda i: i.dated_on, sort="dated_on", text=lambda i: dates.in_words(i.dated_on)),
        Column("marking", "Marking", lambda i: i.get_marking_display(), sort="marking",
               tag=lambda i: MARKING_COLOURS[i.marking]),
        Column("state", "State", lambda i: i.state, sort="state", text=lambda i: i.get_state_display(),
               tag=lambda i: STATE_COLOURS[i.state]),
        Column("recorded_by", "Recorded by", lambda i: i.captured_by.name, sort="captured_by__name"),
        Column("text", "What it says", lambda i: i.text, in_table=False),
        Column("withdrawn_because", "Why withdrawn", lambda i: i.withdrawn_because, in_table=False),
    ]  # fmt: skip

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return whose evidence it is."""
        return f"Evidence of {self.inspection.reference}"

    @property
    def empty(self) -> str:  # type: ignore[override]
        """Say why no row is there."""
        if self.request.GET:
            return ListPage.empty
        return NOT_HELD if self.inspection.is_published else "No evidence is recorded yet."

    def filter_form(self) -> EvidenceFilter:
        """Offer the inspection's own questions and people."""
        return EvidenceFilter(self.request.GET, inspection=self.inspection)

    def rows(self, filters: dict[str, Any]) -> QuerySet[Any]:
        """Return the items that match every part of the filter."""
        found = self.inspection.evidence.select_related("captured_by").prefetch_related(ABOUT)
        names = {"kind": "kind", "marking": "marking", "state": "state", "who": "captured_by"}
        found = found.filter(**{path: filters[name] for name, path in names.items() if filters[name]})
        if filters["question"] or filters["weight"]:
            found = found.filter(on_question(filters["question"], filters["weight"]))
        for word in (filters["q"] or "").split():
            found = found.filter(Q(title__icontains=word) | Q(text__icontains=word) | Q(source__icontains=word))
        return found

    def file_name(self, rows: Any) -> str:
        """Name the file by the inspection and by the highest marking in it."""
        marking = Marking.highest(rows.order_by().values_list("marking", flat=True).distinct())
        return f"evidence-{self.inspection.reference}-{marking.label}"

    def cells(self, row: Any) -> list[dict[str, Any]]:
        """Return what the table shows of an item, whose marking the page then has at least."""
        self.markings.add(row.marking)
        return super().cells(row)

    @cached_property
    def markings(self) -> set[str]:
        """Return the markings of the items that are shown."""
        return set()

    def context(self) -> dict[str, Any]:
        """Return the inspection, whether to offer recording, and the highest marking of what is shown."""
        shown = {"inspection": self.inspection, "may_record": self.may_record}
        return {**shown, "marking": Marking.highest(self.markings)}


def on_question(question: str, weight: str) -> Q:
    """Return the condition that an item says something of a question or part, of a weight, or of no question yet."""
    if question == NO_QUESTION:
        return Q(links__isnull=True)
    slug, _dot, part = question.partition(".")
    wanted: dict[str, Any] = {"question__slug": slug} if slug else {}
    wanted |= {"diagnostic__number": part} if part else {}
    wanted |= {"weight": weight} if weight else {}
    return Q(pk__in=EvidenceLink.objects.filter(**wanted).values("item"))


def about(item: EvidenceItem) -> str:
    """Return what an item speaks to and how much it says, in words."""
    return "; ".join(f"{link.about} ({link.get_weight_display().lower()})" for link in item.links.all())


class ItemPages(EvidencePages, abstract=True):
    """What every page of one item needs: the item, through `visible_to`."""

    @cached_property
    def item(self) -> EvidenceItem:
        """Return the item, or answer 404."""
        visible = EvidenceItem.objects.visible_to(self.request.user)
        return get_object_or_404(
            visible.select_related("inspection__force", "inspection__cycle", "exercise", "captured_by"),
            inspection__reference=self.kwargs["reference"],
            number=self.kwargs["number"],
        )

    @cached_property
    def inspection(self) -> Inspection:
        """Return the item's inspection."""
        return self.item.inspection

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the item's tabs."""
        found = [("Item", self.item.get_absolute_url())]
        if self.request.user.has_perm("accounts.read_history"):
            args = [self.inspection.reference, self.item.number]
            found.append(("History", reverse("inspections:evidence-history", args=args)))
        return [{"text": text, "href": href, "active": href == self.request.path} for text, href in found]


class ItemPage(ItemPages):
    """One item: what it says, what it speaks to, its files, and what may be done with it."""

    inspection_part = "Evidence"
    template = "evidence/item.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        item, user = self.item, request.user
        files = list(item.files.all())
        for file in files:
            file.item = item
        raises = user.has_perm("findings.raise_finding") and not item.inspection.is_published
        return self.render(
            item=item,
            inspection=item.inspection,
            links=list(item.links.select_related("question", "diagnostic")),
            files=files,
            marking=Marking(item.marking),
            marking_colour=MARKING_COLOURS[item.marking],  # type: ignore[index]
            may_change=self.may_record and item.is_held,
            may_raise=raises and item.is_held,
            tabs=self.tabs(),
        )


class ItemFile(ItemPages):
    """A file of an item, taken away under its marking and never shown in the browser."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send it to whoever may read the item."""
        file = get_object_or_404(EvidenceFile, item=self.item, pk=self.kwargs["pk"])
        file.item = self.item
        return download(file)


class ItemHistory(ItemPages, HistoryPage):
    """Who changed an item, what it speaks to and its files."""

    permission_required = "inspections.read_evidence"

    def record(self) -> EvidenceItem:
        """Return the item."""
        return self.item

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the changes of the item, of its weights and of its files, newest first."""
        item = self.item
        found = history.changes(item.history.all())
        for model, word in ((EvidenceLink, "What it speaks to"), (EvidenceFile, "File")):
            rows = model.history.filter(item=item.pk)  # type: ignore[attr-defined]
            found += history.changes_of_many(rows, lambda row, word=word: word)
        found.sort(key=lambda change: change.at, reverse=True)
        marking = Marking.highest(item.history.order_by().values_list("marking", flat=True).distinct())
        return self.render(record=item, changes=found, marking=marking)


class GapsPage(EvidencePages):
    """What evidence there is on each question by kind and weight, and what is missing."""

    inspection_part = "Evidence"
    template = "evidence/gaps.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it, each count with its list."""
        loose = self.inspection.evidence.held().filter(links__isnull=True).count()
        covered = gaps.covered(self.inspection)
        is_nothing_held = not loose and not any(one.total for one in covered)
        return self.render(
            inspection=self.inspection,
            rows=[self.row(one) for one in covered],
            kinds=EvidenceKind.choices,
            not_held=NOT_HELD if is_nothing_held and self.inspection.is_published else "",
            loose=loose,
            loose_href=self.list_address(question=NO_QUESTION),
            may_record=self.may_record,
            marking=Marking.OFFICIAL,
        )

    def row(self, one: Coverage) -> dict[str, Any]:
        """Return a question or part with its counts as the page shows them."""
        slug = one.question.slug
        name = f"{slug}.{one.part.number}" if one.part else slug
        cells = [
            {"text": in_weights(one.counts[kind]), "href": self.list_address(question=name, kind=kind)}
            if kind in one.counts
            else {"text": "–", "href": ""}
            for kind in EvidenceKind.values
        ]
        return {"coverage": one, "slug": slug, "cells": cells, "href": self.list_address(question=name)}

    def list_address(self, **filters: str) -> str:
        """Return the address of the list of items that are held and match."""
        query = "&".join(f"{name}={value}" for name, value in filters.items())
        return f"{reverse('inspections:evidence', args=[self.inspection.reference])}?{query}&state=held"


def in_weights(counts: Any) -> str:
    """Return the items of one kind by weight: "1 primary, 2 indicative"."""
    return ", ".join(f"{counts[weight]} {weight}" for weight in WEIGHTS if counts.get(weight))
