"""Every status table walked over all pairs of states."""

from __future__ import annotations

from itertools import product

import pytest

import findings.rules.back_catalogue
import findings.rules.moves
import findings.rules.papers
import forces.rules
import inspections.rules.file_reviews
import inspections.rules.grades_files
import inspections.rules.judging
import inspections.rules.stages
import reports.rules.editions
import reports.rules.readings
from findings.models import FindingsFileState, PaperState, Status
from forces.models.collections import ReturnState
from forces.models.queries import QueryState
from forces.models.uploads import UploadState
from inspections.models import ExerciseState, FileState, GradesFileState, JudgmentStatus, Stage
from reports.models import CheckState, CommentState, EditionState, ProposalState

CLOSED_OTHERWISE = {"closed-superseded", "closed-no-longer-relevant"}
# name → (table, states, where it begins, the legal moves as a person reads them off the domain)
TABLES = {
    "finding": (
        findings.rules.moves.MOVES,
        Status,
        "draft",
        {
            "draft": {"open", "closed-no-longer-relevant"},
            "open": {"in-progress", "blocked", "awaiting-verification", *CLOSED_OTHERWISE},
            "in-progress": {"blocked", "awaiting-verification", *CLOSED_OTHERWISE},
            "blocked": {"in-progress", "awaiting-verification", *CLOSED_OTHERWISE},
            "awaiting-verification": {"in-progress", "blocked", "closed-achieved", *CLOSED_OTHERWISE},
            "closed-achieved": {"open"},
            "closed-superseded": {"open"},
            "closed-no-longer-relevant": {"open"},
        },
    ),
    "findings file": (
        findings.rules.back_catalogue.MOVES,
        FindingsFileState,
        "read",
        {"read": {"read", "unreadable", "confirmed", "withdrawn"}},
    ),
    "grades file": (
        inspections.rules.grades_files.MOVES,
        GradesFileState,
        "read",
        {"read": {"read", "unreadable", "confirmed"}},
    ),
    "return": (
        forces.rules.RETURN_MOVES,
        ReturnState,
        "not started",
        {
            "not started": {"submitted"},
            "submitted": {"not started", "checked", "queried", "answered"},
            "checked": {"not started", "submitted", "queried", "accepted"},
            "queried": {"not started", "submitted", "checked", "answered"},
            "answered": {"not started", "submitted", "checked", "queried"},
            "accepted": {"submitted", "queried", "signed off"},
            "signed off": {"locked", "revised"},
            "locked": {"revised"},
            "revised": {"submitted", "queried", "accepted"},
        },
    ),
    "upload": (
        forces.rules.UPLOAD_MOVES,
        UploadState,
        "received",
        {
            "received": {"read", "unreadable", "withdrawn"},
            "read": {"read", "confirmed", "withdrawn"},
            "confirmed": {"undone"},
        },
    ),
    "query": (
        forces.rules.QUERY_MOVES,
        QueryState,
        "open",
        {"open": {"answered", "accepted", "withdrawn"}, "answered": {"open", "accepted", "withdrawn"}},
    ),
    "file": (
        inspections.rules.file_reviews.MOVES,
        FileState,
        "drawn",
        {
            "drawn": {"allocated", "void", "not-provided"},
            "allocated": {"in-progress", "marked", "void", "not-provided"},
            "in-progress": {"marked", "void", "not-provided"},
            "not-provided": {"allocated"},
        },
    ),
    "proposal": (
        reports.rules.readings.PROPOSAL_MOVES,
        ProposalState,
        "waiting",
        {"waiting": {"confirmed", "refused"}, "refused": {"confirmed"}},
    ),
    "paper": (findings.rules.papers.MOVES, PaperState, "draft", {"draft": {"issued"}}),
    "exercise": (
        inspections.rules.file_reviews.EXERCISE_MOVES,
        ExerciseState,
        "planned",
        {"planned": {"drawn"}, "drawn": {"locked"}},
    ),
    "inspection": (
        inspections.rules.stages.MOVES,
        Stage,
        "planned",
        {
            "planned": {"scoped"},
            "scoped": {"planned", "fieldwork"},
            "fieldwork": {"scoped", "evidence-closed"},
            "evidence-closed": {"fieldwork", "drafting"},
            "drafting": {"evidence-closed", "moderation"},
            "moderation": {"drafting", "with-force"},
            "with-force": {"moderation", "approved"},
            "approved": {"with-force", "published"},
        },
    ),
    "judgment": (
        inspections.rules.judging.MOVES,
        JudgmentStatus,
        "proposed",
        {
            "proposed": {"proposed", "referred-back", "moderated"},
            "referred-back": {"proposed"},
            "moderated": {"moderated", "referred-back"},
        },
    ),
    "edition": (
        reports.rules.editions.EDITION_MOVES,
        EditionState,
        "prepared",
        {"prepared": {"approved", "withdrawn"}, "approved": {"published", "withdrawn"}},
    ),
    "accuracy check": (reports.rules.editions.CHECK_MOVES, CheckState, "open", {"open": {"closed"}}),
    "comment": (
        reports.rules.editions.COMMENT_MOVES,
        CommentState,
        "open",
        {state: {"accepted", "rejected"} for state in CommentState.values},
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_pair_of_states_moves_or_not_as_written(name: str) -> None:
    table, states, _begins, legal = TABLES[name]
    walked = {(a, b) for a, b in product(states.values, repeat=2) if b in table[a]}
    assert walked == {(before, after) for before, afters in legal.items() for after in afters}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_knows_every_state_and_no_other(name: str) -> None:
    table, states, _begins, _legal = TABLES[name]
    assert set(table) == set(states.values)


@pytest.mark.parametrize("name", TABLES)
def test_every_state_can_be_reached(name: str) -> None:
    table, states, begins, _legal = TABLES[name]
    reached, ahead = set(), {begins}
    while ahead:
        reached |= ahead
        ahead = {after for before in ahead for after in table[before]} - reached
    assert reached == set(states.values)
