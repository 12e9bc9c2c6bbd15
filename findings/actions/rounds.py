"""Opening rounds of updates, and reminding the forces that have not given theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from core.actions import action, lock, save
from core.dates import in_words
from core.mail import post
from core.words import plural
from findings import rounds
from findings.models import Reminder, UpdateRound
from forces.models import Force

LISTED = 30  # findings named in one message


@action("findings.run_rounds")
def start(*, by: Any, title: str, opens_on: date, closes_on: date) -> UpdateRound:
    """Make a round; its address comes from its title."""
    check_dates(UpdateRound(), opens_on, closes_on)
    slug = slugify(title)[:50].strip("-")
    if not slug or slug == "new":
        raise ValidationError({"title": "Give the round a title of words, like “Summer 2018 updates”."})
    try:
        return save(UpdateRound(slug=slug, title=title, opens_on=opens_on, closes_on=closes_on))
    except IntegrityError as error:
        raise ValidationError({"title": "A round has this title already."}) from error


@action("findings.run_rounds")
def change(
    *, by: Any, held: UpdateRound, version: int | None, title: str, opens_on: date, closes_on: date
) -> UpdateRound:
    """Mend a round's title and dates; its address stays."""
    held = lock(held, version=version)
    check_dates(held, opens_on, closes_on)
    held.title, held.opens_on, held.closes_on = title, opens_on, closes_on
    return save(held)


def check_dates(held: UpdateRound, opens_on: date, closes_on: date) -> None:
    """Refuse a round that closes before it opens, or opens with another."""
    if closes_on < opens_on:
        raise ValidationError({"closes_on": "A round closes on the day it opens, or later."})
    if other := UpdateRound.objects.filter(opens_on=opens_on).exclude(pk=held.pk).first():
        raise ValidationError({"opens_on": f"{other} opens on that day already."})


@action("findings.run_rounds")
def remind(*, by: Any, held: UpdateRound, on: date, address: str) -> list[Reminder]:
    """Write to the contacts of every force whose updates are missing, once a day, and log each reminder.

    `address` is where people sign in. The messages leave when the reminders are safely logged.
    """
    lock(held)  # two who press at once remind once
    if on < held.opens_on:
        raise ValidationError("The round has not opened yet: nobody is late.")
    if UpdateRound.objects.filter(opens_on__gt=held.opens_on, opens_on__lte=on).exists():
        raise ValidationError("A later round is open: remind forces of that one.")
    held = UpdateRound.objects.with_end().get(pk=held.pk)
    forces = [force for force in to_remind(held, by, on) if rounds.addresses_of(force)]
    if not forces:
        raise ValidationError("There is nobody to remind now.")
    missing = missing_of(held, forces)
    reminders, letters = [], []
    for force in forces:
        to = rounds.addresses_of(force)
        reminders.append(Reminder(round=held, force=force, sent_on=on, sent_by=by, addresses=", ".join(to)))
        letters.append(letter(held, force, missing[force.pk], to, address))
    made = Reminder.objects.bulk_create(reminders)
    transaction.on_commit(partial(post, letters))
    return made


def to_remind(held: Any, by: Any, on: date) -> list[Any]:
    """Return the forces with updates missing that were not reminded on this day."""
    late: Any = rounds.forces_in(held, by).filter(missing__gt=0)
    return [force for force in late if force.reminded_on != on]


def missing_of(held: Any, forces: Sequence[Force]) -> dict[Any, list[str]]:
    """Return the findings each force has yet to update, in words."""
    missing: dict[Any, list[str]] = {force.pk: [] for force in forces}
    for finding in rounds.findings_of(held).filter(force__in=forces, is_given=False).order_by("reference"):
        missing[finding.force_id].append(f"{finding.reference} {finding.title}")
    return missing


def letter(held: UpdateRound, force: Force, missing: list[str], to: list[str], address: str) -> EmailMessage:
    """Write the reminder to one force: plain text, published words only."""
    lines = [f"- {words}" for words in missing[:LISTED]]
    if len(missing) > LISTED:
        lines.append(f"- and {plural(len(missing) - LISTED, 'more finding')}")
    body = [
        f"To the contacts of {force.name},",
        "",
        f"{held.title}: an update is still to come from you on {plural(len(missing), 'finding')}.",
        f"Please give it by {in_words(held.closes_on)}.",
        "",
        *lines,
        "",
        f"Sign in and go on from your home page: {address}",
    ]
    subject = f"{held.title}: {plural(len(missing), 'update')} to give by {in_words(held.closes_on)}"
    return EmailMessage(subject, "\n".join(body), to=to)
