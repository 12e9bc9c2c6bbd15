"""Who may do what to which inspection or file: predicates over a person and a record."""

from __future__ import annotations

from typing import Any

import rules

from accounts.models import Role
from forces.models import Bar
from inspections.models import Assignment, AssignmentRole, Exercise, Inspection, ReviewFile


@rules.predicate
def is_barred(person: Any, exercise: Exercise) -> bool:
    """Say whether the exercise's force is barred to the person."""
    return Bar.objects.filter(user=person, force=exercise.inspection.force_id).exists()


@rules.predicate
def leads(person: Any, exercise: Exercise) -> bool:
    """Say whether the person leads the exercise."""
    return bool(exercise.lead_id == person.pk)


@rules.predicate
def is_outside(person: Any, exercise: Exercise) -> bool:
    """Say whether the person is from outside the inspectorate."""
    return bool(person.role == Role.FORCE_CONTACT)


may_lead = leads & ~is_barred
may_allocate = may_lead
# How far each reviewer is stays inside the inspectorate; the tally of a published inspection is everyone's.
may_see_progress = ~is_outside & ~is_barred


@rules.predicate
def is_on_team(person: Any, exercise: Exercise) -> bool:
    """Say whether the person is on the team of the exercise's inspection."""
    return Assignment.objects.filter(inspection=exercise.inspection_id, user=person).exists()


# Counts so small that somebody could tell which files they are of; the page leaves out who is barred already.
may_see_small_counts = leads | is_on_team


@rules.predicate
def reviews(person: Any, file: ReviewFile) -> bool:
    """Say whether the file is allocated to the person."""
    return bool(file.reviewer_id == person.pk)


@rules.predicate
def is_unmarked(person: Any, file: ReviewFile) -> bool:
    """Say whether the file still waits for its marks: they never change afterwards."""
    return file.is_to_mark


@rules.predicate
def is_barred_from_file(person: Any, file: ReviewFile) -> bool:
    """Say whether the file's force is barred to the person."""
    return bool(is_barred(person, file.exercise))


@rules.predicate
def leads_file(person: Any, file: ReviewFile) -> bool:
    """Say whether the person leads the file's exercise."""
    return bool(file.exercise.lead_id == person.pk)


@rules.predicate
def made_a_mark(person: Any, file: ReviewFile) -> bool:
    """Say whether the person made one of the file's two marks."""
    return person.pk in {file.reviewer_id, file.second_mark.reviewer_id}


may_read_file = (reviews | leads_file) & ~is_barred_from_file
may_compare = (made_a_mark | leads_file) & ~is_barred_from_file
# What a page asks of a file it fetched through `visible_to`, which leaves out barred forces already.
holds_to_mark = reviews & is_unmarked
may_mark = holds_to_mark & ~is_barred_from_file


@rules.predicate
def has_no_lead(person: Any, exercise: Exercise) -> bool:
    """Say whether nobody leads the exercise yet."""
    return exercise.lead_id is None


@rules.predicate
def is_manager(person: Any, record: Any) -> bool:
    """Say whether the person is a manager."""
    return bool(person.role == Role.MANAGER)


@rules.predicate
def leads_team(person: Any, inspection: Inspection) -> bool:
    """Say whether the person leads the inspection's team."""
    return any(one.user_id == person.pk and one.role == AssignmentRole.LEAD for one in inspection.assignments.all())


@rules.predicate
def is_unpublished(person: Any, inspection: Inspection) -> bool:
    """Say whether the inspection's report is still to come."""
    return not inspection.is_published


@rules.predicate
def is_barred_from_inspection(person: Any, inspection: Inspection) -> bool:
    """Say whether the inspection's force is barred to the person."""
    return Bar.objects.filter(user=person, force=inspection.force_id).exists()


# What a page asks of an inspection or exercise it fetched without those of barred forces.
plans = is_unpublished & (is_manager | leads_team)
# An exercise nobody leads yet can be drawn by a manager; which one is logged with the draw.
draws = leads | (has_no_lead & is_manager)
may_plan = plans & ~is_barred_from_inspection
may_draw = draws & ~is_barred
# A published judgment is everyone's to read; who is barred from the force still does not correct it.
corrects = is_manager & ~is_unpublished
may_correct = corrects & ~is_barred_from_inspection


@rules.predicate
def is_free_lead(person: Any, inspection: Inspection) -> bool:
    """Say whether the person leads the inspection's team and is not barred from its force; one query."""
    leads_it = Assignment.objects.filter(inspection=inspection, user=person, role=AssignmentRole.LEAD)
    return leads_it.exclude(inspection__force__bars__user=person).exists()


# Proposing judgments and moving an inspection on: its lead, or a manager; never anybody who is barred.
may_run = is_unpublished & ((is_manager & ~is_barred_from_inspection) | is_free_lead)
