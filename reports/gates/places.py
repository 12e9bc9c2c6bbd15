"""Where what is missing is mended."""

from __future__ import annotations

from django.urls import reverse

from inspections.models import Inspection


def place(name: str, inspection: Inspection) -> str:
    """Return the address of a page of the inspection."""
    return reverse(name, args=[inspection.reference])
