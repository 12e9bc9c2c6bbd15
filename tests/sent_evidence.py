"""The forms of evidence, filled in rightly, for tests/test_queries.py: who sends what where."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.findings.evidence_samples import PNG
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]
URL = "/inspections/FIR-2018-E/evidence/"
WHO = "inspector on the team"


def said(world: World, **changes: Any) -> dict[str, Any]:
    """Return what the form of an item sends, with a weight on both questions."""
    day = {"dated_on-day": "14", "dated_on-month": "5", "dated_on-year": "2018"}
    first, second = world.records["FIR-2018-E"].framework.questions.order_by("number")
    weights = {f"about-{first.pk}": "primary", f"about-{second.pk}": "indicative"}
    told = {"kind": "interview", "title": "Head of crime", "text": "Rang 07700 900123.", "marking": "official"}
    return {**told, **day, **weights, "keep_identifiers": "on", **changes}


def new_item(world: World) -> Sent:
    """A new item with a file, whose text keeps a likely identifier."""
    return WHO, f"{URL}new/", said(world, key=uuid4(), files=SimpleUploadedFile("a.png", PNG))


def changed_item(world: World) -> Sent:
    """An item that speaks to one question more."""
    return WHO, f"{URL}1/edit/", said(world, version=1, text="Once a week.")


def captured_item(world: World) -> Sent:
    """A note with a photograph."""
    data = {"key": uuid4(), "text": "Seen at the desk.", "kind": "observation", "question": "question-1"}
    photo = SimpleUploadedFile("desk.png", PNG)
    return WHO, "/inspections/FIR-2018-E/capture/", {**data, "marking": "official-sensitive", "photo": photo}


def withdrawn_item(world: World) -> Sent:
    """An item that counts no more."""
    return WHO, f"{URL}1/withdraw/", {"version": 1, "reason": "Of another force"}


def finding_from_item(world: World) -> Sent:
    """A finding that rests on an item."""
    data = {"kind": "area-for-improvement", "title": "Supervision", "wording": "Supervise.", "due_kind": "none"}
    return WHO, "/findings/from-evidence/FIR-2018-E/1/", data


EVIDENCE = [new_item, changed_item, captured_item, withdrawn_item, finding_from_item]
