"""Sending letters that an action wrote, once it is committed."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.core.mail import EmailMessage, get_connection

log = logging.getLogger(__name__)


def post(letters: Sequence[EmailMessage]) -> None:
    """Send letters over one connection; one that fails is told to the log and holds up no other."""
    connection = get_connection()
    try:
        connection.open()
    except OSError:  # what smtplib raises is one
        log.exception("Letters could not be sent: the mail server does not answer")
        return
    for one in letters:
        one.connection = connection
        try:
            one.send()
        except OSError:
            log.exception("A letter could not be sent")
    connection.close()
