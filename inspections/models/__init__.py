"""Frameworks, inspections, judgments and crime file reviews."""

from inspections.models.criteria import AnswerSet, AnswerValue, CriteriaTemplate, Criterion, Rating, Theme
from inspections.models.draws import CrimeList, Draw, DrawnReference, ListFormat, PurgeCertificate, ReviewPlan
from inspections.models.evidence import (
    EvidenceFile,
    EvidenceItem,
    EvidenceKind,
    EvidenceLink,
    EvidenceState,
    Marking,
    Weight,
)
from inspections.models.exercises import Design, Exercise, ExerciseState, Stratum
from inspections.models.frameworks import (
    Diagnostic,
    Framework,
    Grade,
    Grading,
    MappingKind,
    Pillar,
    Question,
    QuestionMapping,
    Scale,
)
from inspections.models.grades_files import GradesFile, GradesFileState
from inspections.models.inspections import (
    Assignment,
    AssignmentRole,
    Inspection,
    InspectionKind,
    ScopeDecision,
    ScopeEntry,
    Stage,
)
from inspections.models.judgments import Correction, Judgment, JudgmentEvidence, JudgmentState, JudgmentStatus
from inspections.models.marks import Answer, Draft, KeptIdentifier, Referral, Resolution
from inspections.models.panels import Decision, Moderation, Panel, PanelMember
from inspections.models.review_files import FileState, ReviewFile

__all__ = [
    "Answer",
    "AnswerSet",
    "AnswerValue",
    "Assignment",
    "AssignmentRole",
    "Correction",
    "CrimeList",
    "CriteriaTemplate",
    "Criterion",
    "Decision",
    "Design",
    "Diagnostic",
    "Draft",
    "Draw",
    "DrawnReference",
    "EvidenceFile",
    "EvidenceItem",
    "EvidenceKind",
    "EvidenceLink",
    "EvidenceState",
    "Exercise",
    "ExerciseState",
    "FileState",
    "Framework",
    "Grade",
    "GradesFile",
    "GradesFileState",
    "Grading",
    "Inspection",
    "InspectionKind",
    "Judgment",
    "JudgmentEvidence",
    "JudgmentState",
    "JudgmentStatus",
    "KeptIdentifier",
    "ListFormat",
    "MappingKind",
    "Marking",
    "Moderation",
    "Panel",
    "PanelMember",
    "Pillar",
    "PurgeCertificate",
    "Question",
    "QuestionMapping",
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
    "Weight",
]
