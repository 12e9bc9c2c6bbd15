"""The forms of evidence: recording an item, catching one on a phone, changing and withdrawing."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from core import clock
from core.views import FormPage, add_errors
from inspections.actions import evidence as actions
from inspections.forms.evidence import (
    CaptureForm,
    ItemForm,
    WithdrawForm,
    initial_of,
    initial_of_new,
)
from inspections.models import EvidenceItem, EvidenceKind, Marking
from inspections.rules.evidence import is_open
from inspections.views.evidence import EvidencePages, ItemPages


class EvidenceForm(EvidencePages, FormPage, abstract=True):
    """A form of evidence. It is not opened once evidence is closed; what is sent then is kept and refused."""

    permission_required = "inspections.capture_evidence"
    template = "evidence/form.html"
    title: str
    words = ""
    files_of = "files"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form while evidence is open."""
        if not is_open(self.inspection.stage):
            raise PermissionDenied(actions.CLOSED)
        return super().get(request, *args, **kwargs)

    @property
    def marking(self) -> Marking:
        """Return the marking of what the form shows."""
        sent = self.request.POST.get("marking")
        return Marking.highest([sent or Marking.OFFICIAL])

    def context(self) -> dict[str, Any]:
        """Return the inspection and what the form is about."""
        return {"inspection": self.inspection, "item": None, "marking": self.marking}

    def page(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Ask for files again: a browser keeps none."""
        lost = [file.name for file in self.request.FILES.getlist(self.files_of)] if form.is_bound else []
        return super().page(form, status, files_lost=lost, **context)


class NewEvidence(EvidenceForm, abstract=True):
    """Records an item under the key its form was made with."""

    def page(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Give the form another key when it recorded an item before: what is typed now is another."""
        if form.is_bound and form.has_error(NON_FIELD_ERRORS, actions.ANOTHER):
            form.data = form.data.copy()
            form.data["key"] = str(uuid4())
        return super().page(form, status, **context)


class NewItem(NewEvidence):
    """Records an item; `?kind=` begins the form with what is missing."""

    title = "Record evidence"

    def form(self, *data: Any) -> ItemForm:
        """Make the form, with a key of its own."""
        initial = {} if data else initial_of_new(clock.today(), self.asked_for())
        return ItemForm(
            *data,
            inspection=self.inspection,
            initial=initial,
            cancel=reverse("inspections:evidence", args=[self.inspection.reference]),
        )

    def asked_for(self) -> dict[str, str]:
        """Return what the address begins the form with; what it does not know is left."""
        kind = self.request.GET.get("kind", "")
        return {"kind": kind} if kind in EvidenceKind.values else {}

    def act(self, form: ItemForm) -> EvidenceItem:
        """Record it."""
        told = form.cleaned_data
        item = actions.record(
            by=self.request.user,
            inspection=self.inspection,
            key=told["key"] or uuid4(),
            said=form.said,
            files=told["files"],
            kept=form.kept,
            at=clock.now(),
        )
        self.said = f"Recorded as {item.reference}."
        return item


class Capture(NewEvidence):
    """Catches an item on a phone. Its script sends it as this page's form does, and asks for JSON."""

    template = "evidence/capture.html"
    title = "Capture evidence"
    files_of = "photo"

    def form(self, *data: Any) -> CaptureForm:
        """Make the form, with a key of its own and the question asked for."""
        slug = self.request.GET.get("question", "")
        initial = {} if data else {"key": uuid4(), "question": slug}
        back = reverse("inspections:evidence", args=[self.inspection.reference])
        return CaptureForm(*data, inspection=self.inspection, initial=initial, cancel=back)

    def act(self, form: CaptureForm) -> EvidenceItem:
        """Record it, dated today."""
        item = actions.record(
            by=self.request.user,
            inspection=self.inspection,
            key=form.cleaned_data["key"],
            said=form.said(clock.today()),
            files=form.cleaned_data["photo"],
            kept=form.kept,
            at=clock.now(),
        )
        self.said = f"Saved as {item.reference}."
        return item

    def done(self, made: EvidenceItem) -> str:
        """Stay, for the next one."""
        return self.request.path

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save it; the page's script is told where it is, or gets the page as it is drawn when it is refused."""
        if "application/json" not in request.headers.get("Accept", ""):
            return super().post(request, *args, **kwargs)
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            item = self.act(form)
        except ValidationError as error:
            add_errors(form, error)
            return self.page(form, status=422)
        return JsonResponse({"reference": item.reference, "address": item.get_absolute_url()})


class ItemForms(ItemPages, EvidenceForm, abstract=True):
    """A form about one item; one that was withdrawn is not changed any more."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form while the item is held."""
        if not self.item.is_held:
            raise PermissionDenied(actions.WITHDRAWN)
        return super().get(request, *args, **kwargs)

    @property
    def marking(self) -> Marking:
        """Return the higher marking of what is held and what is sent."""
        return Marking.highest([self.item.marking, super().marking])

    def context(self) -> dict[str, Any]:
        """Return the item too."""
        return {**super().context(), "item": self.item}


class ChangeItem(ItemForms):
    """Changes an item; nothing of what it said before is lost to its history."""

    title = "Change the item"
    words = "What it said before stays in its history."
    said = "Saved."

    def form(self, *data: Any) -> ItemForm:
        """Make the form with what the item says."""
        initial = {} if data else initial_of(self.item)
        back = self.item.get_absolute_url()
        return ItemForm(*data, inspection=self.inspection, item=self.item, initial=initial, cancel=back)

    def act(self, form: ItemForm) -> EvidenceItem:
        """Save it."""
        told = form.cleaned_data
        return actions.change(
            by=self.request.user,
            item=self.item,
            version=told["version"] or 0,
            said=form.said,
            files=told["files"],
            kept=form.kept,
            at=clock.now(),
        )


class Withdraw(ItemForms):
    """Withdraws an item with a reason."""

    title = "Withdraw the item"
    words = "It counts no more for any question. It stays on file with your reason, and so do its files."
    said = "The item is withdrawn."

    def form(self, *data: Any) -> WithdrawForm:
        """Ask why."""
        return WithdrawForm(*data, initial={"version": self.item.version}, cancel=self.item.get_absolute_url())

    def act(self, form: WithdrawForm) -> EvidenceItem:
        """Withdraw it."""
        told = form.cleaned_data
        return actions.withdraw(
            by=self.request.user, item=self.item, version=told["version"], reason=told["reason"], kept=form.kept
        )
