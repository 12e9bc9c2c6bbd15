"""`manage.py read_report`: prints what a report seems to say, and changes nothing."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "reports"


def run(path: Path, *options: str) -> tuple[int, str]:
    """Run the command; return its exit status and what it printed."""
    out = io.StringIO()
    try:
        call_command("read_report", str(path), *options, stdout=out)
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_it_prints_every_proposal_with_its_line() -> None:
    status, printed = run(SAMPLES / "dashes-concern.txt", "--json")
    found = json.loads(printed)
    assert (status, found["force"]["name"], found["cycle"]["name"]) == (0, "Exampleshire Constabulary", "2018-19")
    lines = {name: [one["line"] for one in found[name]] for name in ("judgments", "findings", "file_reviews")}
    assert lines == {"judgments": [7, 8, 9], "findings": [33, 42, 54, 62, 63, 65], "file_reviews": [67]}
    assert found["file_reviews"][0]["good"] is None


def test_in_words_it_says_what_is_damaged() -> None:
    status, printed = run(SAMPLES / "interleaved.txt")
    assert status == 0
    assert "Cycle: 2017 legitimacy (line 1)" in printed
    assert "    Damaged. A footnote or another text stands among its lines" in printed
    assert "File reviews: 0" in printed


@pytest.mark.parametrize(
    ("name", "said"), [("nothing.txt", "cannot be opened: No such file"), ("picture", "PNG picture")]
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, said: str) -> None:
    if name == "picture":
        (tmp_path / name).write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 64)
    status, printed = run(tmp_path / name)
    assert (status, said in printed) == (1, True)
    status, printed = run(tmp_path / name, "--json")
    found = json.loads(printed)
    assert (status, found["findings"], said in found["refused"][0]["message"]) == (1, [], True)
    assert found["refused"][0]["mend"]
