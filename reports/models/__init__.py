"""Reports of inspections: written, checked by the force, approved, published; and those published before, read in."""

from reports.models.accuracy import AccuracyCheck, CheckState, Comment, CommentFile, CommentKind, CommentState
from reports.models.editions import Edition, EditionFile, EditionState, FileFormat
from reports.models.readings import Outcome, Proposal, ProposalKind, ProposalState, ReportFile, ReportFileState
from reports.models.reports import GlossaryTerm, Report, ReportFigure, Section, SectionDraft, SectionKind

__all__ = [
    "AccuracyCheck",
    "CheckState",
    "Comment",
    "CommentFile",
    "CommentKind",
    "CommentState",
    "Edition",
    "EditionFile",
    "EditionState",
    "FileFormat",
    "GlossaryTerm",
    "Outcome",
    "Proposal",
    "ProposalKind",
    "ProposalState",
    "Report",
    "ReportFigure",
    "ReportFile",
    "ReportFileState",
    "Section",
    "SectionDraft",
    "SectionKind",
]
