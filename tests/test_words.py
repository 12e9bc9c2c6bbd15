"""The report beside this checkout is read, never copied: no run of ten words of it stands in the project."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RUN = 10
WORD = re.compile(r"[a-z0-9]+")
# Official names of questions, as they are printed, run to more than ten words when a list of them is.
OFFICIAL = (
    "how effective is the force at preventing crime tackling anti social behaviour and keeping people safe",
    "how effective is the force at investigating crime and reducing re offending",
    "how effective is the force at protecting those who are vulnerable from harm and supporting victims",
    "how effective is the force at tackling serious and organised crime",
    "how effective are the force s specialist capabilities",
)


def runs(text: str) -> Iterator[str]:
    """Return every run of ten words."""
    words = WORD.findall(text.lower())
    return (" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def common(ours: str, theirs: set[str]) -> list[str]:
    """Return the runs of a text that stand in the report, official names apart."""
    return [run for run in runs(ours) if run in theirs and not any(run in name for name in OFFICIAL)]


def ours() -> list[Path]:
    """Return the project's own files of words."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    kinds = {".py", ".html", ".md", ".csv", ".js", ".scss", ".txt", ".toml", ".json", ""}
    names = [ROOT / name for name in listed.stdout.splitlines()]
    return [path for path in names if path.suffix in kinds and path.name != "package-lock.json" and path.is_file()]


@pytest.fixture(scope="module")
def report() -> set[str]:
    """Return every run of ten words of the seed."""
    seed = ROOT.parent / "shared" / "seed"
    return {run for path in seed.glob("*.txt") for run in runs(path.read_text(errors="replace"))}


@pytest.mark.shared
def test_no_run_of_ten_words_is_the_reports(report: set[str]) -> None:
    assert len(report) > 10_000
    found = {str(path.relative_to(ROOT)): common(path.read_text(errors="replace"), report) for path in ours()}
    assert {path: sorted(set(said)) for path, said in found.items() if said} == {}


@pytest.mark.shared
def test_a_copied_sentence_would_be_seen(report: set[str]) -> None:
    copied = next(iter(sorted(report)))
    assert copied in common(f"Our words, and then {copied} and ours again.", report)
