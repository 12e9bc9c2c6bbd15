"""Who may do what to which finding."""

from __future__ import annotations

from typing import Any

import rules

from accounts.models import Role
from findings.rules.moves import LIVE
from forces.models import Bar
from forces.models.people import barred_forces, force_of
from inspections.models import Assignment, Inspection, Stage


@rules.predicate
def is_free_of_bar(user: Any, finding: Any) -> bool:
    """The person is not barred from the finding's force."""
    return not Bar.objects.filter(user=user, force=finding.force_id).exists()


@rules.predicate
def is_on_open_inspection(user: Any, finding: Any) -> bool:
    """The person is on the team of an unpublished inspection of the finding's force."""
    teams = Assignment.objects.filter(user=user, inspection__force=finding.force_id)
    return teams.exclude(inspection__stage=Stage.PUBLISHED).exists()


@rules.predicate
def is_manager(user: Any, finding: Any) -> bool:
    """The person is a manager."""
    return bool(user.role == Role.MANAGER)


@rules.predicate
def is_live(user: Any, finding: Any) -> bool:
    """The finding is published and not closed."""
    return not finding.is_closed and finding.status != "draft"


@rules.predicate
def is_on_team(user: Any, inspection: Inspection) -> bool:
    """The person is on the inspection's team."""
    return Assignment.objects.filter(user=user, inspection=inspection).exists()


@rules.predicate
def is_under_way(user: Any, inspection: Inspection) -> bool:
    """The inspection's report is not out."""
    return not inspection.is_published


@rules.predicate
def is_free_of_its_bar(user: Any, inspection: Inspection) -> bool:
    """The person is not barred from the inspection's force."""
    return not Bar.objects.filter(user=user, force=inspection.force_id).exists()


@rules.predicate
def is_closed(user: Any, finding: Any) -> bool:
    """The inspectorate has closed the finding."""
    return bool(finding.is_closed)


@rules.predicate
def answers_for_force(user: Any, finding: Any) -> bool:
    """The person is a contact of the finding's force."""
    return force_of(user) == finding.force_id


@rules.predicate
def is_open_to_force(user: Any, finding: Any) -> bool:
    """The finding is out and, as the force knows it, not closed: what an unpublished inspection did is not told."""
    return finding.published_status in LIVE


@rules.predicate
def is_of_inspectorate(user: Any, inspection: Inspection) -> bool:
    """The person reads what a local policing body sent us before it is out: nobody outside, and nobody barred."""
    return not user.is_force_contact and inspection.force_id not in barred_forces(user)


@rules.predicate
def is_inside(user: Any, finding: Any) -> bool:
    """The person reads what the force writes to us: inspectors, managers and auditors who are not barred from it."""
    return user.role in {Role.INSPECTOR, Role.MANAGER, Role.AUDITOR} and finding.force_id not in barred_forces(user)


@rules.predicate
def is_free_of_bar_on_subject(user: Any, paper: Any) -> bool:
    """The paper is not about one force that is barred to the person."""
    return paper.scope != "force" or not Bar.objects.filter(user=user, force__slug=paper.subject).exists()


may_raise = is_under_way & (is_manager | is_on_team) & is_free_of_its_bar
may_observe = (is_manager | is_on_team) & is_free_of_its_bar
may_record_follow_up = rules.is_authenticated & is_live & (is_manager | is_on_open_inspection) & is_free_of_bar


@rules.predicate
def is_draft(user: Any, finding: Any) -> bool:
    """The finding is a draft of an inspection."""
    return finding.status == "draft" and finding.inspection is not None


@rules.predicate
def is_withdrawn(user: Any, finding: Any) -> bool:
    """The finding is a draft that was taken back: it was never out."""
    return bool(finding.is_closed and finding.published_status == "draft")


@rules.predicate
def may_raise_with(user: Any, finding: Any) -> bool:
    """The person may raise findings of its inspection."""
    return bool(may_raise(user, finding.inspection))


may_change_draft = is_draft & may_raise_with
may_publish = is_under_way & is_manager & is_free_of_its_bar
may_move = may_record_follow_up
may_link = ~is_withdrawn & (is_manager | is_on_open_inspection) & is_free_of_bar
may_verify = is_live & is_manager & is_free_of_bar
may_reopen = is_closed & is_manager & is_free_of_bar
may_extend = may_verify
may_answer = is_open_to_force & answers_for_force
reads_words_of_force = answers_for_force | is_inside
may_record_response = ~is_under_way & is_free_of_its_bar
reads_received = rules.is_authenticated & is_of_inspectorate
may_write_paper = is_manager & is_free_of_bar_on_subject
