"""Everybody's notices and the e-mails with them: once a day by the worker, and by `manage.py send_notices`."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime
from smtplib import SMTPRecipientsRefused
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts import rules
from accounts.models import User
from core import notices
from core.daily import daily
from core.models import Notice

logger = logging.getLogger(__name__)


class Sent(NamedTuple):
    """How many notices were given and taken back, and to how many people an e-mail went, or was refused."""

    given: int
    withdrawn: int
    mailed: int
    refused: int


@daily("notices")
def send(on: date, at: datetime) -> Sent:
    """Tell everybody who may sign in what is so on a day, and mail those for whom it is the day.

    What was told or mailed is never told or mailed again. A mail server that cannot be reached ends it: what was not
    sent goes the next time. One that refuses an address does not keep the others from theirs.
    """
    given = withdrawn = mailed = refused = 0
    for person in list(User.objects.filter(is_active=True)):
        count = notices.tell(person, on=on, at=at)
        given, withdrawn = given + count.given, withdrawn + count.withdrawn
    for person in list(with_unsent()):
        until = rules.mailed_until(person.digest, on)
        try:
            mailed += until is not None and notices.digest(person, until=until, at=at, foot=foot(person))
        except SMTPRecipientsRefused:
            refused += 1
            logger.error("the mail server refuses the address of person %s", person.pk)
    return Sent(given, withdrawn, mailed, refused)


def with_unsent() -> Iterable[User]:
    """Return the people who may sign in and have notices that they have neither read nor been mailed."""
    unsent = Notice.objects.unread().filter(owner=OuterRef("pk"), mailed_at__isnull=True)
    return User.objects.filter(Exists(unsent), is_active=True)


def foot(person: User) -> str:
    """Return the line that says how often the e-mail comes, and where to change that."""
    settings = notices.absolute(reverse("people:notice-settings"))
    return f"By e-mail: {person.get_digest_display()}. To change that, or to stop it: {settings}"
