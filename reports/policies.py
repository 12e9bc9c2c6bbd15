"""Who may do what to which report: predicates over a person and an inspection, a draft that was sent, or an edition."""

from __future__ import annotations

from typing import Any

import rules

from accounts.models import Role
from findings.policies import is_free_of_its_bar, is_manager, is_on_team
from forces.models import Bar, Force
from forces.models.people import force_of
from inspections import policies
from inspections.models import Assignment, AssignmentRole
from reports.models import AccuracyCheck, Edition

# a published inspection's report is written on by the same people: a correction is a draft like the first
may_write = (is_manager | is_on_team) & is_free_of_its_bar
# The lead of the inspection's team, or a manager, while the report is not out.
# What a page asks of an inspection it fetched without those of barred forces, and what an action asks.
runs_checks = policies.plans
may_run_checks = policies.may_plan
may_publish = is_manager & is_free_of_its_bar


@rules.predicate
def answers_for(person: Any, check: AccuracyCheck) -> bool:
    """Say whether the person is a contact of the force that the draft is about."""
    return bool(person.role == Role.FORCE_CONTACT and force_of(person) == check.report.inspection.force_id)


@rules.predicate
def publishes(person: Any, edition: Edition) -> bool:
    """Say whether the person may publish the report that the edition is of."""
    return bool(may_publish(person, edition.report.inspection))


@rules.predicate
def prepared(person: Any, edition: Edition) -> bool:
    """Say whether the person prepared the edition."""
    return bool(edition.prepared_by_id == person.pk)


@rules.predicate
def leads(person: Any, edition: Edition) -> bool:
    """Say whether the person leads the team whose report it is."""
    team = Assignment.objects.filter(inspection=edition.report.inspection_id, user=person)
    return team.filter(role=AssignmentRole.LEAD).exists()


# a fresh pair of eyes: neither whoever prepared it nor the lead of the team
may_approve = publishes & ~prepared & ~leads


@rules.predicate
def is_free_of_bar(person: Any, force: Force) -> bool:
    """Say whether the person is not barred from the force."""
    return not Bar.objects.filter(user=person, force=force).exists()
