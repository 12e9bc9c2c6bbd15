"""Raising a finding by hand, from a question, a crime file or evidence, and changing its draft."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import clock
from core.views import FormPage, number_in
from findings.actions import raising
from findings.forms.raising import DraftForm, RaiseForm
from findings.models import Finding
from findings.views.findings import FindingPage
from findings.views.life import check_may_change
from inspections.forms.review_files import in_words
from inspections.models import Criterion, EvidenceItem, Inspection, Marking, ReviewFile
from inspections.models.criteria import questions_in_use


class RaisePage(FormPage, abstract=True):
    """A form that raises a finding of one inspection."""

    permission_required = "findings.raise_finding"
    template = "findings/raise.html"
    said = "The finding is raised as a draft of this inspection."

    @cached_property
    def inspection(self) -> Inspection:
        """Return the inspection."""
        raise NotImplementedError

    def form(self, *data: Any) -> RaiseForm:
        """Offer the questions of the inspection's framework; an inspection that is out takes no more findings."""
        if self.inspection.is_published:  # the unpublished ones are read by who may raise; the action asks anew
            raise PermissionDenied(raising.NOT_RAISER)
        held = self.earlier.values() if data else []
        earlier = [(one.reference, one.title, one.wording, one.theme) for one in held]
        initial = {} if data else self.initial()
        return RaiseForm(*data, inspection=self.inspection, earlier=earlier, cancel=self.leaves_to(), initial=initial)

    @cached_property
    def earlier(self) -> dict[str, Finding]:
        """Return of the findings of the force that the person may see what is compared and linked, by reference."""
        visible = Finding.objects.visible_to(self.request.user).filter(force=self.inspection.force_id)
        fields = (
            "reference",
            "title",
            "wording",
            "theme",
            "kind",
            "force",
            "national",
            "raised_on",
            "raised_precision",
        )
        return {one.reference: one for one in visible.only(*fields)}

    def leaves_to(self) -> str:
        """Return where the form's Cancel leads."""
        return self.inspection.get_absolute_url()

    def initial(self) -> dict[str, Any]:
        """Return what the form begins with."""
        return {}

    def rests_on(self) -> dict[str, Any]:
        """Return what the finding rests on, as the action takes it."""
        return {}

    def act(self, form: RaiseForm) -> Finding:
        """Raise it."""
        return raising.raise_finding(
            by=self.request.user,
            inspection=self.inspection,
            draft=form.draft,
            at=clock.now(),
            repeats=self.earlier[form.repeats] if form.repeats else None,
            **self.rests_on(),
        )


class RaiseFinding(RaisePage):
    """A finding raised by hand, or from a question of the framework (`?question=` its slug)."""

    @cached_property
    def inspection(self) -> Inspection:
        """Return the inspection, to those who may read its contents."""
        readable = Inspection.objects.with_contents_visible_to(self.request.user)
        return get_object_or_404(
            readable.select_related("force", "cycle", "framework"), reference=self.kwargs["inspection"]
        )

    def initial(self) -> dict[str, Any]:
        """Begin with the question asked for."""
        slug = self.request.GET.get("question")
        if not slug or self.inspection.framework is None:
            return {}
        return {"question": get_object_or_404(self.inspection.framework.questions, slug=slug).pk}

    def context(self) -> dict[str, Any]:
        """Show the inspection above the form."""
        return {"inspection": self.inspection, "file": None, "criterion": None, "said": ""}


class RaiseFromFile(RaisePage):
    """A finding that rests on a file, or on the answer to one question (`?question=` its number on the form)."""

    @cached_property
    def file(self) -> ReviewFile:
        """Return the file, to its reviewer and to the lead of its exercise."""
        files = ReviewFile.objects.visible_to(self.request.user).first_marks().with_setting()
        names = {"exercise__reference": self.kwargs["reference"], "number": self.kwargs["number"]}
        return get_object_or_404(files.select_related("exercise__inspection__cycle"), **names)

    @cached_property
    def inspection(self) -> Inspection:
        """Return the inspection of the file's exercise."""
        return self.file.exercise.inspection

    @cached_property
    def criterion(self) -> Criterion | None:
        """Return the question asked for, if any; one the form does not have is not there."""
        number = self.request.GET.get("question")
        if not number:
            return None
        asked = questions_in_use(self.file.exercise.template_id) if self.file.exercise.template_id else []
        if not 0 < number_in(number) <= len(asked):
            raise Http404
        return asked[number_in(number) - 1]

    def leaves_to(self) -> str:
        """Go back to the file."""
        return self.file.get_absolute_url()

    def rests_on(self) -> dict[str, Any]:
        """Rest on the file and the answer."""
        return {"file": self.file, "criterion": self.criterion}

    def context(self) -> dict[str, Any]:
        """Show what the finding will rest on: the question and, once the file is marked, its answer."""
        answer = self.file.answers.filter(criterion=self.criterion).first() if self.criterion else None
        return {
            "inspection": self.inspection,
            "file": self.file,
            "criterion": self.criterion,
            "said": in_words(answer.value, answer.note) if answer else "",
        }


class RaiseFromItem(RaisePage):
    """A finding that rests on an item of evidence."""

    @cached_property
    def item(self) -> EvidenceItem:
        """Return the item, to those who may read it; one that was withdrawn carries no finding."""
        items = EvidenceItem.objects.visible_to(self.request.user).held()
        settings = ("inspection__force", "inspection__cycle", "inspection__framework")
        names = {"inspection__reference": self.kwargs["reference"], "number": self.kwargs["number"]}
        return get_object_or_404(items.select_related(*settings), **names)

    @cached_property
    def inspection(self) -> Inspection:
        """Return the inspection of the item."""
        return self.item.inspection

    def leaves_to(self) -> str:
        """Go back to the item."""
        return self.item.get_absolute_url()

    def initial(self) -> dict[str, Any]:
        """Begin with the question, and the part of it, where the item speaks to a single one."""
        links = list(self.item.links.order_by("pk").values_list("question", "diagnostic"))
        questions, parts = {one for one, _ in links}, {part for _, part in links}
        one = {"question": questions.pop()} if len(questions) == 1 else {}
        return {**one, "diagnostic": parts.pop()} if one and len(parts) == 1 else one

    def rests_on(self) -> dict[str, Any]:
        """Rest on the item."""
        return {"item": self.item}

    def context(self) -> dict[str, Any]:
        """Show what the finding will rest on, under its marking."""
        shown = {"inspection": self.inspection, "item": self.item, "marking": Marking(self.item.marking)}
        return {**shown, "file": None, "criterion": None, "said": ""}


class EditDraft(FindingPage, FormPage):
    """A draft, changed before it is published."""

    permission_required = "findings.raise_finding"
    template = "findings/raise.html"
    said = "Draft saved."

    @cached_property
    def subject(self) -> Any:
        """Return the finding, fetched once."""
        return self.finding()

    def form(self, *data: Any) -> DraftForm:
        """Show the draft as it is."""
        check_may_change(self.request.user, self.subject)
        names = [name for name in DraftForm.base_fields if name not in {"version", "parent"}]
        initial: dict[str, Any] = {name: getattr(self.subject, name) for name in names}
        initial |= {"version": self.subject.version, "parent": getattr(self.subject.parent, "reference", None)}
        return DraftForm(
            *data,
            inspection=self.subject.inspection,
            finding=self.subject,
            cancel=self.subject.get_absolute_url(),
            initial=initial,
        )

    def context(self) -> dict[str, Any]:
        """Show the inspection above the form."""
        return {
            "inspection": self.subject.inspection, "finding": self.subject, "file": None, "criterion": None, "said": ""
        }  # fmt: skip

    def act(self, form: DraftForm) -> Finding:
        """Save it."""
        return raising.edit(
            by=self.request.user, finding=self.subject, version=form.cleaned_data["version"] or 0, draft=form.draft
        )


def raise_address(inspection: Inspection, question: str = "") -> str:
    """Return where a finding of an inspection is raised, from a question where one is named."""
    address = reverse("findings:raise", args=[inspection.reference])
    return f"{address}?question={question}" if question else address
