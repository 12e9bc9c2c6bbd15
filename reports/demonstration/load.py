"""Loads the demonstration: what is missing is added, what is there is left alone."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from core import history
from reports.demonstration import (
    checks,
    editions,
    evidence,
    file_reviews,
    findings,
    force_side,
    measures,
    moderation,
    national,
    papers,
    people,
    plans,
    reference,
    report,
    returns,
)


def load() -> dict[str, User]:
    """Load everything in one transaction; return the people by the first part of their address."""
    with transaction.atomic():
        reference.load_forces()
        persons = people.load()
        with history.acting(persons["administrator"], "Loaded with the demonstration"):
            reference.load()
            findings.load(by=persons["administrator"], lead=persons["manager"])
            force_side.load(people=persons)
            file_reviews.load(by=persons["administrator"], people=persons)
            measures.load(by=persons["administrator"])
            returns.load(by=persons["administrator"])
        plans.load(people=persons)
        evidence.load(people=persons)
        with history.acting(persons["manager"], "Made with the demonstration"):
            papers.load(by=persons["manager"])
            report.load(by=persons["manager"])
        with history.acting(persons["administrator"], "Loaded with the demonstration"):
            # last: it was entered after the paper of March was issued, which does not know of it
            national.load(by=persons["administrator"], manager=persons["manager"])
        moderation.load(people=persons)
        editions.load(people=persons)
        checks.load(people=persons)
    return persons
