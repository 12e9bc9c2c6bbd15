"""An open inspection with a framework of two questions, its team, and how evidence of it is recorded."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from accounts.models import User
from core import clock
from inspections.actions import evidence
from inspections.actions.evidence import Said
from inspections.models import EvidenceItem, Inspection
from tests import factories


def inspection(**fields: Any) -> Inspection:
    """Return an inspection in fieldwork with an inspector; its second question has two parts."""
    made: Inspection = factories.InspectionFactory(open=True, reference="BED-2018-E", **fields)
    assert made.framework is not None
    factories.QuestionFactory(framework=made.framework, number=1, slug="prevention", title="Preventing crime")
    second = factories.QuestionFactory(framework=made.framework, number=2, slug="investigation", title="Investigating")
    for number, title in ((1, "First steps"), (2, "Standard")):
        second.diagnostics.create(number=number, title=title)
    factories.AssignmentFactory(inspection=made, user__name="Asha")
    return made


def recorder(made: Inspection) -> User:
    """Return the inspector on its team."""
    return made.assignments.get().user


def said(made: Inspection, **changes: Any) -> Said:
    """Return what an interview said of the first question."""
    question = made.framework.questions.get(slug="prevention").pk  # type: ignore[union-attr]
    told: dict[str, Any] = {
        "title": "Head of crime", "text": "Files are read each week.", "kind": "interview", "source": "Head of crime",
        "dated_on": date(2018, 5, 14), "marking": "official", "exercise": None, "links": {(question, None): "primary"},
    }  # fmt: skip
    return Said(**{**told, **changes})


def recorded(made: Inspection, key: UUID | None = None, by: User | None = None, **changes: Any) -> EvidenceItem:
    """Record it."""
    return evidence.record(
        by=by or recorder(made), inspection=made, key=key or uuid4(), said=said(made, **changes), at=clock.now()
    )
