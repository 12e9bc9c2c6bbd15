"""Raising a finding from a crime file, in one step."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from core import clock
from core.views import FormPage
from findings import policies
from findings.actions import raising
from findings.forms.raising import RaiseForm
from findings.models import Finding
from inspections.forms.review_files import in_words
from inspections.models import Criterion, ReviewFile
from inspections.models.criteria import questions_in_use


class RaiseFromFile(FormPage):
    """A finding that rests on a file, or on the answer to one question (`?question=` its number on the form)."""

    permission_required = "findings.raise_finding"
    template = "findings/raise.html"
    said = "The finding is raised as a draft of this inspection."

    @cached_property
    def file(self) -> ReviewFile:
        """Return the file, to its reviewer and to the lead of its exercise."""
        files = ReviewFile.objects.visible_to(self.request.user).first_marks().with_setting()
        names = {"exercise__reference": self.kwargs["reference"], "number": self.kwargs["number"]}
        return get_object_or_404(files.select_related("exercise__inspection__cycle"), **names)

    @cached_property
    def criterion(self) -> Criterion | None:
        """Return the question the finding rests on, if the address names one."""
        number = self.request.GET.get("question", "")
        if not number:
            return None
        criteria = questions_in_use(self.file.exercise.template_id)
        if not number.isdecimal() or not 0 < int(number) <= len(criteria):
            raise Http404(f"This file has no question {number}.")
        return criteria[int(number) - 1]

    def form(self, *data: Any) -> RaiseForm:
        """Offer the questions of the inspection's framework."""
        inspection = self.file.exercise.inspection
        if not policies.may_raise(self.request.user, inspection):
            raise PermissionDenied(
                "Only the team of an open inspection, or a manager who is not barred from the force, raises a finding."
            )
        return RaiseForm(*data, inspection=inspection, cancel=self.file.get_absolute_url())

    def act(self, form: RaiseForm) -> Finding:
        """Raise it."""
        return raising.raise_from_file(
            by=self.request.user, file=self.file, criterion=self.criterion, at=clock.now(), **form.cleaned_data
        )

    def context(self) -> dict[str, Any]:
        """Return what the finding will rest on."""
        answer = self.file.answers.filter(criterion=self.criterion).first() if self.criterion else None
        said = in_words(answer.value, answer.note) if answer else ""
        return {"file": self.file, "exercise": self.file.exercise, "criterion": self.criterion, "said": said}
