"""National recommendations of the demonstration, with an instance for every force; observations of a report."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from core import clock
from core.dates import Precision
from findings.actions import national
from findings.models import NationalRecommendation, Observation
from forces.models import Cycle
from inspections.models import Inspection
from reports.demonstration.reference import questions_by_key
from reports.demonstration.tables import day, rows


def load(*, by: User, manager: User) -> None:
    """Load what is missing: what a manager made, and what was taken from the report."""
    load_national(manager)
    load_observations(by)


def load_national(manager: User) -> None:
    """Make the recommendations that are missing, as a manager makes them; a date is no more exact than it is held."""
    held = set(NationalRecommendation.objects.values_list("cycle__slug", "wording"))
    for row in rows("national"):
        if (row["cycle"], row["wording"]) in held:
            continue
        national.make(
            by=manager,
            cycle=Cycle.objects.get(slug=row["cycle"]),
            theme=row["theme"],
            addressed_to=row["addressed_to"],
            body=row["body"],
            title=row["title"],
            wording=row["wording"],
            published_on=date.fromisoformat(row["published_on"]),
            published_precision=Precision(row["published_precision"]),
            due_kind=row["due_kind"],
            due_days=None,
            due_on=day(row["due_on"]),
            source=row["source"],
            at=clock.now(),
        )


def load_observations(by: User) -> None:
    """Load the observations that are missing; they became known with the report."""
    inspections = Inspection.objects.select_related("framework").in_bulk(field_name="reference")
    questions = questions_by_key()
    for row in rows("observations"):
        inspection = inspections[row["inspection"]]
        framework = inspection.framework
        Observation.objects.get_or_create(
            inspection=inspection,
            text=row["text"],
            defaults={
                "kind": row["kind"],
                "question": questions[framework.slug, row["question"]] if framework else None,
                "source": row["source"],
                "recorded_by": by,
                "recorded_on": inspection.published_on,
            },
        )
