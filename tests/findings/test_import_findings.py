"""`manage.py import_findings`: the same as the page, from the shell; and the shared back catalogue."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Role, User
from findings.models import Event, Finding, FindingsFile, NationalRecommendation, Status
from reports.demonstration import load, reference
from tests import factories
from tests.findings.catalogue_samples import Catalogue, as_csv, build, row

pytestmark = pytest.mark.django_db
KEYS = {"rows", "added", "changed", "unchanged", "merged", "refused", "warnings", "confirmed"}


def run(path: Path, *options: str) -> tuple[int, str]:
    """Run the command; return its exit status and what it printed."""
    out = io.StringIO()
    try:
        call_command("import_findings", str(path), *options, stdout=out)
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue()
    return 0, out.getvalue()


def answer(path: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """Run it for JSON."""
    status, printed = run(path, "--json", *options)
    return status, json.loads(printed)


@pytest.fixture
def catalogue() -> Catalogue:
    return build()


@pytest.fixture
def file(catalogue: Catalogue, tmp_path: Path) -> Path:
    """Return a file with one row to add and one to refuse."""
    path = tmp_path / "findings.csv"
    path.write_bytes(as_csv(row(source=""), row(force="Narnia")))
    return path


def test_it_says_what_a_file_would_change_and_changes_nothing(file: Path) -> None:
    status, found = answer(file)
    assert status == 1
    assert set(found) == KEYS
    counts = {name: found[name] for name in ("rows", "added", "changed", "unchanged", "merged", "confirmed")}
    assert counts == {"rows": 2, "added": 1, "changed": 0, "unchanged": 0, "merged": 0, "confirmed": False}
    [refused] = found["refused"]
    assert refused["row"] == 3
    assert refused["message"].startswith("force: There is no force with this name. Found: Narnia. Write the force")
    assert Finding.objects.count() == 0


def test_refused_rows_do_not_stop_the_accepted_ones(file: Path, catalogue: Catalogue) -> None:
    status, printed = run(file, "--confirm")
    assert status == 1
    assert "Confirmed: 2 rows, 1 added, 0 changed, 0 unchanged, 0 merged, 1 refused." in printed
    assert "Refused. row 3: force: There is no force with this name." in printed
    assert "Look at this. row 2: No source is given." in printed
    assert Finding.objects.get().reference == "CLV-2016-01"
    assert FindingsFile.objects.get().confirmed_by == catalogue.administrator


def test_the_same_file_again_changes_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv(row()))
    assert answer(path, "--confirm")[0] == 0
    status, found = answer(path, "--confirm")
    assert (status, found["unchanged"], Finding.history.count()) == (0, 1, 1)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04 broken", b"\x00\x01\x02", b"a,b\n1,2\n"])
def test_a_file_that_cannot_be_read_says_why_under_refused(
    catalogue: Catalogue, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    status, found = answer(path, "--confirm")
    assert (status, found["rows"], found["confirmed"]) == (1, 0, False)
    assert found["refused"][0]["message"]
    assert "Refused." in run(path)[1]


def test_a_file_that_is_not_there_says_so(catalogue: Catalogue, tmp_path: Path) -> None:
    status, found = answer(tmp_path / "nothing.csv")
    assert status == 1
    assert found["refused"][0]["message"] == "The file cannot be opened: No such file or directory."


def test_it_is_put_down_to_whom_one_names(file: Path, catalogue: Catalogue) -> None:
    run(file, "--confirm", "--by", catalogue.manager.email.upper())
    assert Finding.history.get().history_user == catalogue.manager
    factories.user(Role.ADMINISTRATOR)
    with pytest.raises(CommandError, match="Say with --by E-MAIL which administrator or manager"):
        run(file)
    for email in (factories.user(Role.INSPECTOR).email, "nobody@example.test"):
        with pytest.raises(CommandError, match="Say with --by"):
            run(file, "--by", email)


def test_what_is_refused_between_reading_and_confirming_is_said(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from findings.actions import back_catalogue

    def refuse(**_: Any) -> None:
        raise back_catalogue.PreviewStale

    monkeypatch.setattr(back_catalogue, "confirm", refuse)
    with pytest.raises(CommandError, match="What is held changed after this preview was made"):
        run(file, "--confirm")


# --- the shared back catalogue -----------------------------------------------------------------------------


@pytest.fixture
def back_catalogue_file(shared: Path) -> Path:
    """Return the shared file: 25 rows."""
    return shared / "data" / "afi_followup.csv"


@pytest.mark.shared
def test_the_shared_back_catalogue_is_accounted_for_on_an_empty_database(
    back_catalogue_file: Path, administrator: User
) -> None:
    reference.load_forces()
    reference.load_frameworks()
    status, found = answer(back_catalogue_file, "--confirm")
    assert (status, found["rows"], found["refused"], found["warnings"]) == (0, 25, [], [])
    # the second force's row of the national recommendation joins the first's
    assert (found["added"], found["merged"], found["changed"], found["unchanged"]) == (24, 1, 0, 0)
    kinds = Counter(Finding.objects.values_list("kind", flat=True))
    assert kinds == {"area-for-improvement": 16, "cause-of-concern": 7, "recommendation": 2}
    national = NationalRecommendation.objects.get()
    assert set(national.instances.values_list("force__code", flat=True)) == {"DUR", "SFK"}
    assert Finding.objects.filter(kind="cause-of-concern", recommendation_not_held=False).count() == 0
    assert Counter(Finding.objects.values_list("status", flat=True)) == {
        "open": 18,
        "in-progress": 6,
        "closed-achieved": 1,
    }
    status, again = answer(back_catalogue_file, "--confirm")
    assert (status, again["unchanged"], again["refused"]) == (0, 25, [])
    assert Event.objects.count() == 25 + 12


@pytest.mark.shared
def test_raised_in_2015_and_still_open_in_2017_is_clevelands_stop_and_search_alone(
    back_catalogue_file: Path, administrator: User, client: Client
) -> None:
    reference.load_forces()
    reference.load_frameworks()
    answer(back_catalogue_file, "--confirm")
    events = Event.objects.filter(finding__cycle__slug="2015", effective_on__year=2017, status_after=Status.OPEN)
    finding = events.get().finding
    assert (finding.reference, finding.theme, finding.status) == ("CLV-2015-01", "stop-and-search", Status.OPEN)
    client.force_login(administrator)
    page = client.get("/findings/?cycle=2015&still_open_in=2017").content.decode()
    assert re.findall(r'href="/findings/([A-Z]{3}-\d{4}-\d\d)/"', page) == ["CLV-2015-01"]


@pytest.mark.shared
def test_with_the_demonstration_bedfordshires_row_joins_the_finding_that_is_held(
    back_catalogue_file: Path, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    load.load()
    held = Finding.objects.get(reference="BED-2016-01")
    before, events = Finding.objects.count(), held.events.count()
    status, found = answer(back_catalogue_file, "--confirm")
    assert (status, found["refused"], found["added"] + found["merged"]) == (0, [], 25)
    # Durham's and Suffolk's rows are their instances of the national recommendation that is held
    assert (found["merged"], Finding.objects.count() - before) == (3, 22)
    durham = Finding.objects.get(reference="NAT-2017-01-DUR")
    assert (durham.status, durham.source_rows.count()) == (Status.IN_PROGRESS, 1)
    held.refresh_from_db()
    assert (held.status, held.events.count(), held.source_rows.count()) == (Status.IN_PROGRESS, events, 1)
    nottinghamshire = Finding.objects.get(force__code="NOT", cycle__slug="2016")
    assert (nottinghamshire.inspection.reference, str(nottinghamshire.raised_on)) == ("NOT-2016-E", "2017-03-02")
    assert {str(day) for day in nottinghamshire.events.values_list("recorded_on", flat=True)} == {
        "2017-03-02",
        "2018-03-22",
    }
    status, again = answer(back_catalogue_file, "--confirm")
    assert (status, again["unchanged"]) == (0, 25)
