"""A paper as tables: the columns of its rows, its totals and its changes, for page, PDF, Word, CSV and XLSX alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from findings.rules.papers import KINDS, day_in_words

Content = Mapping[str, Any]
Row = Mapping[str, Any]
FORCES_WORD = "the force’s word to us"
DRAFT = "Draft, not issued"
# heading → value: what the CSV and XLSX files hold of a row, beside the paper's own facts
FILE_COLUMNS: dict[str, Callable[[Row], Any]] = {
    "finding": lambda row: row["reference"],
    "force": lambda row: row["force"],
    "kind": lambda row: row["kind_label"],
    "title": lambda row: row["title"],
    "illustrative": lambda row: row["is_illustrative"],
    "owner": lambda row: row["owner"],
    "status": lambda row: row["status_label"],
    "rag": lambda row: row["rag"],
    "rag_reason": lambda row: row["rag_why"],
    "due_first_set": lambda row: row["due_first"],
    "due_now": lambda row: row["due_now"],
    "force_own_date_first_given": lambda row: row["force_due_first"],
    "force_own_date_now": lambda row: row["force_due_now"],
    "comment": lambda row: row["comment"],
}
FILE_HEADINGS = ["paper", "state", "as_at", *FILE_COLUMNS]


class Column(NamedTuple):
    """A column that people read: its name, its heading, its text, and its share of a sheet’s width in per cent."""

    key: str
    label: str
    text: Callable[[Row], str]
    width: int


FORCE = Column("force", "Force", lambda row: row["force"], 8)
COLUMNS = [
    Column("reference", "Reference", lambda row: row["reference"], 8),
    Column("title", "Finding", lambda row: title_of(row), 15),
    Column("owner", "Owner", lambda row: row["owner"] or "Not named", 9),
    Column("status", "Status", lambda row: row["status_label"], 8),
    Column("rag", "RAG and why", lambda row: f"{row['rag'].capitalize()}. {row['rag_why']}", 13),
    Column("due_first", "Due, as first set", lambda row: day_in_words(row["due_first"], row["due_none"]), 7),
    Column("due_now", "Due now", lambda row: day_in_words(row["due_now"], row["due_none"]), 7),
    Column(
        "force_due_first",
        f"Force’s own date, first given ({FORCES_WORD})",
        lambda row: day_in_words(row["force_due_first"], "–"),
        8,
    ),
    Column(
        "force_due_now", f"Force’s own date now ({FORCES_WORD})", lambda row: day_in_words(row["force_due_now"], "–"), 8
    ),
    Column("comment", "Our comment", lambda row: row["comment"] or "–", 17),
]


def columns_of(content: Content) -> list[Column]:
    """Return the columns of a paper's table; the force only where the scope has several."""
    if not content["scope"]["several_forces"]:
        return COLUMNS
    reference, title, *others, comment = COLUMNS
    return [reference, title._replace(width=12), FORCE, *others, comment._replace(width=12)]


def title_of(row: Row) -> str:
    """Return a finding's short title with its kind, and that it is made up where it is."""
    kind = row["kind_label"].lower()
    return f"{row['title']} ({kind}{', illustrative' if row['is_illustrative'] else ''})"


def state_of(content: Content) -> str:
    """Return how far a paper is, in words."""
    return f"Issued {day_in_words(content['issued_on'])}" if content["issued_on"] else DRAFT


def file_lines(content: Content) -> Iterator[list[Any]]:
    """Return the lines of the CSV and XLSX files."""
    state = "issued" if content["issued_on"] else DRAFT.lower()
    for row in content["rows"]:
        yield [content["reference"], state, content["as_at"], *(value(row) for value in FILE_COLUMNS.values())]


# --- totals ------------------------------------------------------------------------------------------------
GROUPS = {"by_status": "By status", "by_kind": "By kind", "by_rag": "By RAG"}


def total_tables(content: Content) -> list[tuple[str, list[tuple[str, int]]]]:
    """Return each group of totals as (caption, lines), the last line the sum."""
    found = []
    for key, caption in GROUPS.items():
        lines = [(group["label"], group["count"]) for group in content["totals"][key]]
        found.append((caption, [*lines, ("Together", sum(count for _, count in lines))]))
    return found


def total_in_words(content: Content) -> str:
    """Return the sum that every group of totals comes to."""
    totals = content["totals"]
    if not totals["rows"]:
        return "No finding was open on the day, and none has closed since the last paper."
    since = content["follows"]
    closed = f" + {totals['closed']} closed since {since['reference']}" if since else ""
    equals = f": {totals['open']} open{closed}" if since else ", all open"
    return f"{counted(totals['rows'])}{equals}. Each table of totals comes to {totals['rows']}."


def counted(count: int) -> str:
    """Return a count of findings."""
    return f"{count:,} {'finding' if count == 1 else 'findings'}"


# --- changes since the last paper --------------------------------------------------------------------------
CHANGE_HEADINGS = ["Change", "Reference", "Finding", "Force", "Before", "Now"]


def change_rows(content: Content) -> list[list[str]]:
    """Return the changes as rows of text."""
    lines = (content["changes"] or {"lines": []})["lines"]
    names = ("label", "reference", "title", "force", "before", "after")
    return [[line[name] or "–" for name in names] for line in lines]


def change_counts(content: Content) -> list[tuple[str, int]]:
    """Return how many changes there are of each kind, and how many findings did not change."""
    counts = content["changes"]["counts"]
    return [*((label, counts[kind]) for kind, label in KINDS.items()), ("Unchanged", counts["unchanged"])]


def changes_in_words(content: Content) -> list[str]:
    """Return the sums by which this paper and the last one reconcile."""
    counts, last = content["changes"]["counts"], content["follows"]["reference"]
    left = f" + {counts['left_out']} shown there as closed" if counts["left_out"] else ""
    return [
        f"{counted(counts['after'])} in this paper = {counts['new']} new + {counts['both']} also in {last} "
        f"({counts['changed']} changed, {counts['unchanged']} unchanged).",
        f"{counted(counts['before'])} in {last} = {counts['both']} also in this paper + {counts['gone']} gone from its "
        f"scope{left}.",
    ]
