"""What a paper may be about: its subjects, their names, and which findings belong to each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.text import slugify

from core.dates import in_words
from findings.choices import question_choices
from findings.models import Finding, PaperScope
from findings.models.findings import FindingQuerySet
from forces.models import Force, Region

BOTH = "england-and-wales"
NATIONS = {"england": "England", "wales": "Wales", BOTH: "England and Wales"}
REGIONS = {slugify(region.label): region for region in Region if region != Region.NON_GEOGRAPHIC}
LONGEST_TITLE = 150


def subjects(scope: str, user: Any) -> list[tuple[str, str]]:
    """Return what a person may write a paper of this scope about; nobody about one force that is barred to them."""
    if scope == PaperScope.FORCE:
        return list(Force.objects.in_scope().open_to(user).values_list("slug", "name"))
    if scope == PaperScope.QUESTION:
        return question_choices()[1:]
    if scope == PaperScope.REGION:
        return [(slug, region.label) for slug, region in REGIONS.items()]
    return list(NATIONS.items())


def name_of(scope: str, subject: str) -> str:
    """Return a subject's name."""
    if scope == PaperScope.FORCE:
        return Force.objects.filter(slug=subject).values_list("name", flat=True).first() or subject
    if scope == PaperScope.QUESTION:
        return dict(question_choices()).get(subject, subject)
    if scope == PaperScope.REGION:
        return str(REGIONS[subject].label)
    return NATIONS[subject]


def scope_in_words(scope: str, name: str) -> str:
    """Return what a paper is about, in a few words."""
    if scope == PaperScope.QUESTION:
        return f"{name} All forces."
    if scope == PaperScope.REGION:
        return f"Forces of the region {name}"
    if scope == PaperScope.NATION:
        return f"Forces of {name}"
    return name


def findings_of(scope: str, subject: str) -> FindingQuerySet:
    """Return the published findings a paper is about."""
    findings = Finding.objects.as_published()
    if scope == PaperScope.FORCE:
        return findings.filter(force__slug=subject)
    findings = findings.filter(force__is_in_scope=True)
    if scope == PaperScope.QUESTION:
        return findings.filter(Q(question__slug=subject) | Q(question__isnull=True, theme=subject))
    if scope == PaperScope.REGION:
        return findings.filter(force__region=REGIONS[subject])
    return findings.filter(force__country__in=[NATIONS[subject]] if subject != BOTH else ["England", "Wales"])


def suggested_title(name: str, on: date) -> str:
    """Return what a paper is called unless its author says otherwise."""
    tail = f" as at {in_words(on)}"
    return f"Findings: {name}"[: LONGEST_TITLE - len(tail)] + tail
