"""Findings, what happened to them, and how they descend from one another."""

from findings.models.back_catalogue import FindingsFile, FindingsFileState, SourceRow
from findings.models.bulk import BulkChange, BulkUpdate
from findings.models.events import Basis, Event, EventKind, ForceRag, Verdict
from findings.models.evidence import FileEvidence, ItemEvidence
from findings.models.findings import DueKind, Finding, FindingKind, ForceResponse, Status
from findings.models.force_side import Attachment, BodyAnswer, BodyResponse, BodyResponseItem, Reminder, UpdateRound
from findings.models.lineage import Lineage, LineageKind
from findings.models.national import Addressee, NationalRecommendation
from findings.models.papers import Paper, PaperComment, PaperScope, PaperState, SavedView
from findings.models.raising import Acceleration, Observation, ObservationKind

__all__ = [
    "Acceleration",
    "Addressee",
    "Attachment",
    "Basis",
    "BodyAnswer",
    "BodyResponse",
    "BodyResponseItem",
    "BulkChange",
    "BulkUpdate",
    "DueKind",
    "Event",
    "EventKind",
    "FileEvidence",
    "Finding",
    "FindingKind",
    "FindingsFile",
    "FindingsFileState",
    "ForceRag",
    "ForceResponse",
    "ItemEvidence",
    "Lineage",
    "LineageKind",
    "NationalRecommendation",
    "Observation",
    "ObservationKind",
    "Paper",
    "PaperComment",
    "PaperScope",
    "PaperState",
    "Reminder",
    "SavedView",
    "SourceRow",
    "Status",
    "UpdateRound",
    "Verdict",
]
