"""Frameworks, inspections, judgments and crime file reviews."""

from inspections.models.criteria import CriteriaTemplate, Criterion, Rating, Theme
from inspections.models.file_reviews import Answer, AnswerValue, Design, Draft, Exercise, FileState, ReviewFile, Stratum
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
    "AnswerValue",
    "Assignment",
    "AssignmentRole",
    "CriteriaTemplate",
    "Criterion",
    "Design",
    "Diagnostic",
    "Draft",
    "Exercise",
    "FileState",
    "Framework",
    "Grade",
    "Inspection",
    "InspectionKind",
    "Judgment",
    "JudgmentState",
    "Pillar",
    "Question",
    "Rating",
    "ReviewFile",
    "Scale",
    "ScopeDecision",
    "ScopeEntry",
    "Stage",
    "Stratum",
    "Theme",
]
