"""Frameworks, inspections, judgments and crime file reviews."""

from inspections.models.criteria import AnswerSet, AnswerValue, CriteriaTemplate, Criterion, Rating, Theme
from inspections.models.draws import CrimeList, Draw, DrawnReference, ListFormat, PurgeCertificate, ReviewPlan
from inspections.models.exercises import Design, Exercise, ExerciseState, Stratum
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
from inspections.models.marks import Answer, Draft, KeptIdentifier, Referral, Resolution
from inspections.models.review_files import FileState, ReviewFile

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
