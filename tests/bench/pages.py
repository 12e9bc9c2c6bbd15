"""What is asked of the server: each page, who asks, and how many times the floor it may take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

LIST, DETAIL, FORM, POST, DRAFT = 3.0, 4.0, 5.0, 4.0, 3.0
WEIGHT = 100_000  # bytes of HTML


@dataclass(frozen=True)
class Asked:
    """A page: its name, the role that asks, its address, its target. `data` says what the nth POST sends where."""

    name: str
    role: str
    url: str
    target: float
    data: Callable[[int], tuple[str, dict[str, Any]]] | None = None


def pages(facts: dict[str, Any]) -> list[Asked]:
    """Return every page that is measured; `facts` are what `prepare` found in the database."""
    force, year, finding = facts["force"], facts["year"], facts["finding"]
    exercise, files = facts["exercise"], facts["files"]
    homes = [Asked(f"home, {role}", role, "/", DETAIL) for role in facts["cookies"]]
    return [
        *homes,
        Asked("forces", "manager", "/forces/", LIST),
        Asked("force profile", "manager", f"/forces/{force}/", DETAIL),
        Asked("follow-up grid", "manager", f"/forces/{force}/follow-up/", DETAIL),
        Asked("national picture", "manager", f"/national/{year}/", DETAIL),
        Asked("national, eight cycles", "manager", f"/national/{year}/?pillar=P", DETAIL),
        Asked("grades over time", "manager", f"/forces/{force}/grades/", DETAIL),
        Asked("inspections", "manager", "/inspections/", LIST),
        Asked("inspection, published", "manager", f"/inspections/{facts['published']}/", DETAIL),
        Asked("inspection, open", "inspector", f"/inspections/{facts['open']}/", DETAIL),
        Asked("findings", "manager", "/findings/", LIST),
        Asked("findings, filtered", "inspector", f"/findings/?cycle={year}&status=open&sort=-raised_on", LIST),
        Asked("findings, searched", "manager", "/findings/?q=arrest+visit", LIST),
        Asked("notices", "manager", "/notices/", LIST),
        Asked("findings, a past day", "manager", f"/findings/?as_at={year}-06-01&status=not-closed", LIST),
        Asked("numbers", "manager", "/findings/numbers/", DETAIL),
        Asked("numbers, a past day", "manager", f"/findings/numbers/?as_at={year}-06-01", DETAIL),
        Asked("search", "manager", "/search/?q=arrest+visit", LIST),
        Asked("finding", "manager", f"/findings/{finding}/", DETAIL),
        Asked("follow-up form", "inspector", f"/findings/{finding}/follow-up/", FORM),
        Asked("file reviews", "manager", "/file-reviews/", LIST),
        Asked("exercise", "manager", f"/file-reviews/{exercise}/", DETAIL),
        Asked("results of an exercise", "manager", f"/file-reviews/{exercise}/results/", DETAIL),
        Asked("file reviews by force", "manager", f"/file-reviews/national/{year}/", DETAIL),
        Asked("file form, 25 questions", "inspector", files[0]["url"], FORM),
        Asked("measures", "manager", "/measures/", LIST),
        Asked("measure with chart", "manager", "/measures/measure-1/", DETAIL),
        Asked("a force over time", "manager", f"/measures/measure-1/over-time/?force={force}", DETAIL),
        Asked("force in numbers", "manager", f"/forces/{force}/numbers/", DETAIL),
        Asked("collection board", "administrator", "/collections/bench/", LIST),
        Asked("return of a force", "administrator", f"/collections/bench/{force}/", DETAIL),
        Asked("queries", "administrator", "/collections/bench/queries/", LIST),
        Asked("outliers", "administrator", "/collections/bench/outliers/", LIST),
        Asked("POST, file draft", "inspector", "", DRAFT, lambda n: sent(files[n], facts, "draft")),
        Asked("POST, file marked", "inspector", "", POST, lambda n: sent(files[-1 - n], facts, "mark")),
        Asked("POST, follow-up", "inspector", "", POST, lambda n: follow_up(facts, n)),
    ]


def sent(file: dict[str, Any], facts: dict[str, Any], then: str) -> tuple[str, dict[str, Any]]:
    """Return where a file's form goes and what it holds: every question answered, a note on one in five."""
    data: dict[str, Any] = {"version": file["version"], "then": then, "rating": facts["rating"]}
    for number, criterion in enumerate(facts["criteria"]):
        data[f"answer-{criterion}"] = "yes" if number % 5 else "no"
        data[f"note-{criterion}"] = "" if number % 5 else "Nobody had looked at it for three weeks."
    url = f"{file['url']}draft/" if then == "draft" else file["url"]  # as the form's script sends it
    return url, {**data, "rating_reason": "Most of what should be done was done."}


def follow_up(facts: dict[str, Any], n: int) -> tuple[str, dict[str, Any]]:
    """Return where a follow-up goes and what it holds."""
    finding = facts["findings"][n]
    data = {
        "version": finding["version"], "inspection": finding["inspection"], "verdict": "no-progress", "basis": "desk",
        "effective-day": "1", "effective-month": "3", "effective-year": facts["effective_year"],
        "narrative": "The plan is there; nothing has been done about it yet.",
    }  # fmt: skip
    return f"/findings/{finding['reference']}/follow-up/", data
