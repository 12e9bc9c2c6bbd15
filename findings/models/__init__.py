"""Findings, what happened to them, and how they descend from one another."""

from findings.models.events import Basis, Event, EventKind, Verdict
from findings.models.evidence import FileEvidence
from findings.models.findings import DueKind, Finding, FindingKind, Status
from findings.models.lineage import Lineage, LineageKind

__all__ = [
    "Basis",
    "DueKind",
    "Event",
    "EventKind",
    "FileEvidence",
    "Finding",
    "FindingKind",
    "Lineage",
    "LineageKind",
    "Status",
    "Verdict",
]
