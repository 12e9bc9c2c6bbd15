"""Reminding the forces whose return has not come."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction

from core.actions import action, lock
from core.dates import in_words
from core.mail import post
from forces import chasing
from forces.models import Collection, CollectionKind, ReturnReminder


@action("forces.settle_queries")
def remind(*, by: Any, collection: Collection, on: date, address: str) -> list[ReturnReminder]:
    """Write to the contacts of every force of which nothing has come, once a day, and log each reminder.

    `address` is where people sign in. The messages leave when the reminders are safely logged.
    """
    collection = lock(collection)  # two who press at once remind once
    if collection.kind != CollectionKind.RETURNS or on < collection.opens_on or collection.published_on:
        raise ValidationError("Nobody owes a return to this collection now.")
    waiting = [held for held in chasing.to_remind(collection, by, on) if chasing.addresses_of(held)]
    if not waiting:
        raise ValidationError("There is nobody to remind now.")
    reminders = [
        ReturnReminder(held=held, sent_on=on, sent_by=by, addresses=", ".join(chasing.addresses_of(held)))
        for held in waiting
    ]
    made = ReturnReminder.objects.bulk_create(reminders)
    letters = [letter(held, on, address) for held in waiting]
    transaction.on_commit(partial(post, letters))
    return made


def letter(held: Any, on: date, address: str) -> EmailMessage:
    """Write the reminder to one force."""
    by_day = in_words(held.last_day)
    is_late = on > held.last_day
    body = [
        f"To the contacts of {held.force.name},",
        "",
        f"{held.collection.title}: nothing has come from you yet. "
        + (f"It was due by {by_day}; please send it now." if is_late else f"Please send it by {by_day}."),
        "A return you cannot finish can be sent as far as it is, and the rest later.",
        "",
        f"Sign in and go on from your home page: {address}",
    ]
    subject = f"{held.collection.title}: return {'overdue since' if is_late else 'due by'} {by_day}"
    return EmailMessage(subject, "\n".join(body), to=chasing.addresses_of(held))
