"""What a reviewer typed is kept, when the file was saved or given away meanwhile."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from core import words
from core.views import Page
from inspections import policies
from inspections.forms.review_files import FileForm, in_words, initial_from, names
from inspections.models import Criterion, Exercise, FileState, ReviewFile


def meanwhile(form: FileForm, saved: ReviewFile) -> dict[str, Any]:
    """Return who saved the file meanwhile, and each answer that is not what was typed."""
    now, what = _now_saved(saved)
    rows = []
    for section in form.sections:
        for number, criterion in section.questions:
            there, here = now.get(criterion.pk, ("", "")), tuple(map(form.typed, names(criterion)))
            if there != here:
                rows.append({"what": f"Question {number}", "saved": in_words(*there), "yours": in_words(*here)})
    rating, reason = now["rating"], now["rating_reason"]
    if rating != form.typed("rating"):
        labels = {key: one.label for key, one in form.ratings.items()}
        yours = labels.get(form.typed("rating"), "–")
        rows.append({"what": "Overall rating", "saved": labels.get(rating, "–"), "yours": yours})
    if reason != form.typed("rating_reason"):
        rows.append({"what": "Reason", "saved": reason or "–", "yours": form.typed("rating_reason") or "–"})
    return {"words": what, "rows": rows}


def _now_saved(saved: ReviewFile) -> tuple[dict[Any, Any], str]:
    """Return what the file or its draft holds now, as the form shows it, and how to say who saved it."""
    if saved.state == FileState.MARKED and saved.marked_at:
        now: dict[Any, Any] = {answer.criterion_id: (answer.value, answer.note) for answer in saved.answers.all()}
        now |= {"rating": str(saved.rating_id or ""), "rating_reason": saved.rating_reason}
        return now, (
            f"{saved.marked_by} marked this file on {words.moment(saved.marked_at)}, and marks never change. "
            "What you have here is not saved; it is still shown, so that you can copy it."
        )
    initial = initial_from(getattr(saved, "draft", None))
    now = {
        int(name.removeprefix("answer-")): (value, initial[f"note-{name.removeprefix('answer-')}"])
        for name, value in initial.items()
        if name.startswith("answer-")
    }
    now |= {"rating": initial.get("rating", ""), "rating_reason": initial.get("rating_reason", "")}
    return now, (
        "This file was saved, or given to somebody, while you had it open. Nothing of yours is lost: "
        "read what differs, then save again to keep what you have here."
    )


def lost(page: Page) -> HttpResponse:
    """Show what was typed to whoever had the file until somebody took it over; to anybody else it is not there."""
    request, number = page.request, page.kwargs["number"]
    exercise = get_object_or_404(Exercise.objects.visible_to(request.user), reference=page.kwargs["reference"])
    is_first = page.kwargs.get("which") != "second"
    theirs = ReviewFile.history.filter(
        exercise=exercise, number=number, second_of__isnull=is_first, reviewer=request.user
    )
    if not theirs.exists() or policies.is_barred(request.user, exercise):
        raise Http404
    form = FileForm(request.POST, criteria=list(Criterion.objects.of_template(exercise.template_id)), ratings=[])
    typed = [
        (f"{number}. {criterion.text}", in_words(form.typed(answer), ""), form.typed(note))
        for number, criterion in enumerate(form.criteria, start=1)
        for answer, note in [names(criterion)]
        if form.typed(answer) or form.typed(note)
    ]
    if form.typed("rating_reason"):
        typed.append(("Reason for the rating", "–", form.typed("rating_reason")))
    shown = {"exercise": exercise, "number": page.kwargs["number"], "typed": typed}
    return page.render(409, template="file_reviews/lost.html", **shown)
