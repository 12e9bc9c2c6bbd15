"""Urgent referrals: a victim at risk now, told to the force from a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import User
from core.actions import action, lock, save
from inspections import policies
from inspections.actions import identifiers
from inspections.models import Referral, ReviewFile
from inspections.rules.identifiers import Kept

NOT_YOURS = "Only the file's reviewer and the lead of the exercise may do this."


@action("inspections.mark_files")
def refer(*, by: User, file: ReviewFile, what: str, to_whom: str, kept: Sequence[Kept] = (), at: datetime) -> Referral:
    """Record that the force was told of a victim at risk; it changes nothing about the file's rating."""
    if not policies.may_read_file(by, file):
        raise PermissionDenied(NOT_YOURS)
    identifiers.keep(by, file, kept)
    return save(Referral(file=file, what=what, to_whom=to_whom, made_by=by, made_at=at))


@action("inspections.mark_files")
def answer(
    *,
    by: User,
    referral: Referral,
    version: int,
    acknowledged_on: date | None,
    acknowledgement: str,
    outcome: str,
    kept: Sequence[Kept] = (),
    on: date,
) -> Referral:
    """Record what the force answered and what came of it; `on` is the day of recording."""
    if not policies.may_read_file(by, referral.file):
        raise PermissionDenied(NOT_YOURS)
    fresh = lock(referral, version=version)
    if acknowledged_on and acknowledged_on < timezone.localdate(fresh.made_at):
        raise ValidationError({"acknowledged_on": "This is before the referral was made."})
    if acknowledged_on and acknowledged_on > on:
        raise ValidationError({"acknowledged_on": "This day is still to come."})
    if acknowledgement and not acknowledged_on:
        raise ValidationError({"acknowledged_on": "Give the day on which the force answered."})
    identifiers.keep(by, fresh.file, kept)
    fresh.acknowledged_on, fresh.acknowledgement, fresh.outcome = acknowledged_on, acknowledgement, outcome
    return save(fresh)
