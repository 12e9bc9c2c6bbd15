"""The words that reports explain."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from accounts.models import User
from core.actions import action, lock, save
from reports.models import GlossaryTerm

TAKEN = "The glossary has this term already."


@action("reports.edit_glossary")
def add(*, by: User, term: str, definition: str) -> GlossaryTerm:
    """Explain a word."""
    return kept(GlossaryTerm(), term, definition)


@action("reports.edit_glossary")
def change(*, by: User, entry: GlossaryTerm, version: int, term: str, definition: str) -> GlossaryTerm:
    """Explain a word otherwise; reports that are out keep what they said."""
    return kept(lock(entry, version=version), term, definition)


def kept(entry: GlossaryTerm, term: str, definition: str) -> GlossaryTerm:
    """Save an entry; no two explain the same word."""
    entry.term, entry.definition = " ".join(term.split()), definition.strip()
    if GlossaryTerm.objects.filter(term__iexact=entry.term).exclude(pk=entry.pk).exists():
        raise ValidationError({"term": TAKEN})
    return save(entry)


@action("reports.edit_glossary")
def remove(*, by: User, entry: GlossaryTerm, version: int) -> GlossaryTerm:
    """Take a word out."""
    fresh = lock(entry, version=version)
    fresh.delete()
    return fresh
