"""Recording what a local policing body answered to a report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError

from core import history
from core.actions import action, lock, save
from findings import policies
from findings.models import BodyAnswer, BodyResponse, BodyResponseItem, Finding
from findings.models.force_side import inspections_responded_to
from inspections.models import Inspection


class Answer(NamedTuple):
    """What a response says of one finding; an empty answer is none."""

    answer: str
    text: str


@action("findings.record_responses")
def record(
    *,
    by: Any,
    inspection: Inspection,
    version: int | None,
    on: date,
    body: str,
    received_on: date | None,
    published_on: date | None,
    address: str,
    note: str,
) -> BodyResponse:
    """Record the response to a published report, or mend what is recorded of it."""
    check_may_record(by, inspection)
    if not inspections_responded_to().filter(pk=inspection.pk).exists():
        raise ValidationError("This report has no published findings that a body would answer.")
    lock(inspection)  # two who begin it at once begin one
    held = BodyResponse.objects.filter(inspection=inspection).first()
    held = lock(held, version=version) if held else BodyResponse(inspection=inspection)
    check_dates(inspection, received_on, published_on, on)
    held.body, held.address, held.note = body, address, note
    held.received_on, held.published_on = received_on, published_on
    return save(held)


def check_may_record(by: Any, inspection: Inspection) -> None:
    """Refuse whoever is barred from the force, and a report that is not out."""
    if not policies.may_record_response(by, inspection):
        raise PermissionDenied("Only somebody who is not barred from the force records a response to its report.")


def check_dates(inspection: Inspection, received_on: date | None, published_on: date | None, today: date) -> None:
    """Refuse days before the report and days to come."""
    said: dict[str, str] = {}
    for name, day in (("received_on", received_on), ("published_on", published_on)):
        if day and day > today:
            said[name] = "This day is still to come: record it when it has happened."
        elif day and inspection.published_on and day < inspection.published_on:
            said[name] = "This is before the report was published."
    if said:
        raise ValidationError(said)


@action("findings.record_responses")
def answer(*, by: Any, held: BodyResponse, version: int | None, answers: Mapping[Finding, Answer]) -> BodyResponse:
    """Record what a response says of each finding: the action, or the reason for none; an empty one is taken away."""
    check_may_record(by, held.inspection)
    held = lock(held, version=version)
    items = {item.finding_id: item for item in held.items.all()}
    check_answers(answers)
    made, changed = [], []
    for finding, one in answers.items():
        item = items.get(finding.pk)
        if not one.answer and item is not None:
            item.delete()
        elif one.answer and item is None:
            made.append(BodyResponseItem(response=held, finding=finding, answer=BodyAnswer(one.answer), text=one.text))
        elif item is not None and (item.answer, item.text) != one:
            item.answer, item.text = BodyAnswer(one.answer), one.text
            changed.append(item)
    history.bulk_create(BodyResponseItem, made)
    history.bulk_update(BodyResponseItem, changed, ["answer", "text"])
    return save(held)


def check_answers(answers: Mapping[Finding, Answer]) -> None:
    """Refuse an answer without its words, and words without an answer."""
    said: dict[str, str] = {}
    for finding, one in answers.items():
        if one.answer and not one.text:
            said[f"text-{finding.pk}"] = f"Write what the body says about {finding.reference}."
        elif one.text and not one.answer:
            said[f"answer-{finding.pk}"] = f"Say what the text about {finding.reference} is: an action, or a reason."
    if said:
        raise ValidationError(said)
