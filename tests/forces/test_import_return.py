"""`manage.py import_return`: the same as the page, from the shell."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Role
from forces.management.commands import import_return
from forces.models import Upload, Value
from tests import factories
from tests.forces import published
from tests.forces.conftest import Spring


def run(path: Path, *options: str) -> tuple[int, str]:
    """Run the command; return its exit status and what it printed."""
    out = io.StringIO()
    try:
        call_command(
            "import_return",
            str(path),
            *(() if "--collection" in options else ("--collection", "spring")),
            *options,
            stdout=out,
        )
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def file(spring: Spring, tmp_path: Path) -> Path:
    """Return a file with one row to add and one to refuse."""
    path = tmp_path / "return.csv"
    path.write_bytes(spring.rows(("BED", "crime", 44472), ("BED", "referrals", 50, 40)))
    return path


def test_it_says_what_a_file_would_change_and_changes_nothing(file: Path) -> None:
    status, printed = run(file, "--force", "bedfordshire", "--json")
    answer = json.loads(printed)
    assert status == 1
    assert {name: answer[name] for name in ("rows", "added", "changed", "unchanged", "confirmed")} == {
        "rows": 2,
        "added": 1,
        "changed": 0,
        "unchanged": 0,
        "confirmed": False,
    }
    assert [(item["row"], item["problems"][0]["heading"]) for item in answer["refused"]] == [(3, "Numerator")]
    assert Value.objects.count() == 0


def test_refused_rows_do_not_stop_the_accepted_ones(file: Path, spring: Spring) -> None:
    status, printed = run(file, "--confirm")
    assert status == 1
    assert "Confirmed: 2 rows, 1 added, 0 changed, 0 unchanged, 1 refused." in printed
    assert "row 3: Numerator: The part is greater than the whole: 50 of 40. Found: 50." in printed
    assert Value.objects.get().numerator == 44472
    assert Upload.objects.get().confirmed_by == spring.administrator
    assert Value.history.get().history_user == spring.administrator


def test_the_same_file_again_changes_nothing(spring: Spring, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(spring.rows(("BED", "crime", 44472)))
    assert run(path, "--confirm")[0] == 0
    status, printed = run(path, "--confirm", "--json")
    assert (status, json.loads(printed)["unchanged"], Value.history.count()) == (0, 1, 1)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04 broken", b"\x00\x01\x02"])
def test_a_file_that_cannot_be_read_says_why_under_refused(spring: Spring, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(content)
    status, printed = run(path, "--confirm", "--json")
    answer = json.loads(printed)
    assert (status, answer["rows"]) == (1, 0)
    assert answer["refused"][0]["message"]
    assert "Refused." in run(path)[1]


def test_a_file_beyond_the_limit_says_so(file: Path, settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 10
    status, printed = run(file, "--json")
    assert status == 1
    assert [item["code"] for item in json.loads(printed)["refused"]] == ["too-large"]


def test_a_file_that_is_not_there_says_so(spring: Spring, tmp_path: Path) -> None:
    status, printed = run(tmp_path / "nothing.csv", "--json")
    assert status == 1
    assert json.loads(printed)["refused"][0]["message"] == "The file cannot be opened: No such file or directory."


def test_what_it_is_for_must_exist(file: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no collection autumn\. There are: spring\."):
        call_command("import_return", str(file), collection="autumn")
    with pytest.raises(CommandError, match=r"There is no force nowhere\."):
        run(file, "--force", "nowhere")


def test_it_is_put_down_to_a_named_administrator_when_there_are_several(file: Path) -> None:
    other = factories.user(Role.ADMINISTRATOR)
    with pytest.raises(CommandError, match="Say with --by"):
        run(file)
    run(file, "--by", other.email.upper())
    assert Upload.objects.get().uploaded_by == other
    with pytest.raises(CommandError, match="Say with --by"):
        run(file, "--by", "nobody@example.test")


def test_a_barred_administrator_is_refused_from_the_shell_too(file: Path, spring: Spring) -> None:
    factories.BarFactory(user=spring.administrator, force=spring.bedfordshire)
    with pytest.raises(CommandError, match="You cannot send a return for Bedfordshire"):
        run(file, "--force", "bedfordshire")


def test_a_job_that_fails_says_so(file: Path, monkeypatch: Any) -> None:
    def fail(*args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("forces.returns.reading.read", fail)
    with pytest.raises(CommandError, match="Something went wrong on our side"):
        run(file)


# --- published tables ------------------------------------------------------------------------------------------
@pytest.fixture
def statistics(spring: Spring) -> published.Published:
    """Begin a collection of published statistics of crime."""
    year = published.financial_year(2016)
    return published.published(
        spring.administrator, [(spring.crime, year)], measure=spring.crime, title="By year", slug="by-year"
    )


def load(path: Path, *options: str) -> tuple[int, str]:
    """Run the command on the collection of statistics."""
    return run(path, "--collection", "statistics", *options)


@pytest.mark.parametrize("name", ["by-year", "By Year"])
def test_a_published_table_is_loaded_with_its_mapping_and_release(
    statistics: published.Published, tmp_path: Path, name: str
) -> None:
    published.release("march", "Tables of March", date(2018, 3, 22))
    path = tmp_path / "asb.csv"
    rows = (["Bedfordshire", "2016/17", 5], ["England and Wales", "2016/17", 9])
    path.write_bytes(published.table(["force", "financial_year", "count"], *rows))
    options = ("--mapping", name, "--release", "march", "--confirm")
    status, printed = load(path, *options, "--json")
    answer = json.loads(printed)
    assert status == 0
    assert {key: answer[key] for key in ("rows", "added", "changed", "unchanged", "refused", "queries")} == {
        "rows": 1,
        "added": 1,
        "changed": 0,
        "unchanged": 0,
        "refused": [],
        "queries": [],
    }
    assert answer["not_read"][0]["text"] == "England and Wales (1 row)"
    status, printed = load(path, *options)
    assert "1 unchanged" in printed
    assert "Not read. England and Wales (1 row): A total of several forces" in printed
    assert Value.history.count() == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--mapping", "by-month"), "There is no mapping by-month. There are: by-year."),
        (("--mapping", "by-year", "--release", "may"), "There is no release may. There are: march."),
        (("--mapping", "by-year"), "By year has no column for the release"),
        ((), "say which mapping reads this one"),
        (("--mapping", "by-year", "--release", "march", "--force", "bedfordshire"), "send it without naming one"),
    ],
)
def test_what_is_named_wrongly_is_told_with_what_there_is(
    statistics: published.Published, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    published.release("march", "Tables of March", date(2018, 3, 22))
    path = tmp_path / "asb.csv"
    path.write_bytes(b"force,financial_year,count\n")
    with pytest.raises(CommandError, match=re.escape(said)):
        load(path, *options)


def test_a_folder_and_a_file_that_is_not_there_say_why_under_refused(spring: Spring, tmp_path: Path) -> None:
    for path, said in ((tmp_path, "Is a directory"), (tmp_path / "gone.csv", "No such file")):
        status, printed = run(path, "--json")
        answer = json.loads(printed)
        assert (status, answer["rows"], answer["queries"]) == (1, 0, [])
        assert said in answer["refused"][0]["message"]


def test_the_queries_a_file_raised_are_told(spring: Spring, tmp_path: Path) -> None:
    upload = spring.send(spring.rows(("BED", "crime", 1)))
    held = upload.collection.returns.get(force=spring.bedfordshire)
    factories.QueryFactory(
        held=held, measure=spring.crime, period=spring.period, upload=upload, check_name="jump", found="Twice as many."
    )
    assert import_return.raised(upload) == [
        {"force": "BED", "measure": "crime", "period": "ye-2017-06", "check": "jump", "message": "Twice as many."}
    ]
    answer = {**import_return.unreadable([]), "queries": import_return.raised(upload)}
    assert "Query. BED, crime, ye-2017-06: Twice as many." in import_return.in_words(answer)
