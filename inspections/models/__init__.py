"""Frameworks, inspections, judgments and crime file reviews."""

from inspections.models.criteria import AnswerSet, AnswerValue, CriteriaTemplate, Criterion, Rating, Theme
from inspections.models.draws import CrimeList, Draw, DrawnReference, ListFormat, PurgeCertificate, ReviewPlan
from inspections.models.file_reviews import (
    Answer,
    Design,
    Draft,
    Exercise,
    ExerciseState,
    FileState,
    KeptIdentifier,
    Referral,
    Resolution,
    ReviewFile,
    Stratum,
)
from inspections.models.frameworks import Diagnostic, Framework, Grade, Pillar, Question, Scale
from inspections.models.inspections import (
    Assignment,
    AssignmentRole,
    Inspection,
    InspectionKind,
    ScopeDecision,
    ScopeEntry,
    Stage,
)
from inspections.models.judgments import Judgment, JudgmentState

__all__ = [
    "Answer",
    "AnswerSet",
    "AnswerValue",
    "Assignment",
    "AssignmentRole",
    "CrimeList",
    "CriteriaTemplate",
    "Criterion",
    "Design",
    "Diagnostic",
    "Draft",
    "Draw",
    "DrawnReference",
    "Exercise",
    "ExerciseState",
    "FileState",
    "Framework",
    "Grade",
    "Inspection",
    "InspectionKind",
    "Judgment",
    "JudgmentState",
    "KeptIdentifier",
    "ListFormat",
    "Pillar",
    "PurgeCertificate",
    "Question",
    "Rating",
    "Referral",
    "Resolution",
    "ReviewFile",
    "ReviewPlan",
    "Scale",
    "ScopeDecision",
    "ScopeEntry",
    "Stage",
    "Stratum",
    "Theme",
]
