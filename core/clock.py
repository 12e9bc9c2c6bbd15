"""The clock the views ask; a setting can fix its date for the demonstration. Below the views, time is a parameter."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Return today's date in London, or the fixed one."""
    return settings.FIXED_TODAY or timezone.localdate()


def now() -> datetime:
    """Return the aware present moment; when the date is fixed, that date at the present time of day."""
    moment = timezone.localtime()
    if settings.FIXED_TODAY:
        return moment.replace(year=today().year, month=today().month, day=today().day)
    return moment
