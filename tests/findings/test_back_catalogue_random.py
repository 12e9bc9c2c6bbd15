"""Any file of random cells: never a fault, never half-loaded, and the same again changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from findings.actions import back_catalogue
from findings.back_catalogue import reading
from findings.back_catalogue.layout import HEADINGS
from findings.models import Event, Finding, SourceRow
from findings.rules.back_catalogue import KINDS, STATUS_WORDS
from findings.rules.replay import Step, status_as_at
from forces.returns.layout import Unreadable
from inspections.rules.words import PILLARS
from tests.findings.catalogue_samples import Catalogue, as_csv, build, tally

TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=20)
ODD = st.sampled_from(["=1+1", "\x00", "'=1", "\u202e", "-", "x" * 300, "2018-07-31", "31/07/2016"])
ANY = st.one_of(TEXT, ODD, st.just(""))
CYCLE = st.one_of(st.sampled_from(["2015", "2016", "2017", "2018/19"]), ANY)
REMARKS = st.sampled_from(["", " - and more", " (see p. 8)", " altogether"])
STATUS = st.one_of(st.builds(str.__add__, st.sampled_from(list(STATUS_WORDS)), REMARKS), ANY)
QUESTIONS = ["Q1 preventing crime and tackling ASB", "stop and search (national recommendation to all forces)", ""]
ROW = st.fixed_dictionaries(
    {
        "force": st.one_of(st.sampled_from(["Cleveland", "CHE", "BTP"]), ANY),
        "raised_cycle": CYCLE,
        "pillar": st.one_of(st.sampled_from(list(PILLARS)), ANY),
        "question": st.one_of(st.sampled_from(QUESTIONS), ANY),
        "type": st.one_of(st.sampled_from(list(KINDS)), ANY),
        "subject_paraphrased": st.one_of(st.sampled_from(["Share what works", "Staff it"]), ANY),
        "status_as_of_cycle": CYCLE,
        "status": STATUS,
        "due_date": st.one_of(st.sampled_from(["", "2018-07-31", "31/12/2018"]), ANY),
        "source": ANY,
        "published_on": st.one_of(st.sampled_from(["", "2018-03-22", "2017-03-02"]), ANY),
    }
)
# rows that can nearly all be taken, so that they meet one another
SOUND = st.fixed_dictionaries(
    {
        "force": st.sampled_from(["Cleveland", "CHE"]),
        "raised_cycle": st.sampled_from(["2015", "2016"]),
        "pillar": st.just("effectiveness"),
        "question": st.sampled_from(QUESTIONS),
        "type": st.sampled_from(["AFI", "recommendation"]),
        "subject_paraphrased": st.sampled_from(["Share what works", "Staff it"]),
        "status_as_of_cycle": st.sampled_from(["2016", "2017", "2018/19"]),
        "status": st.sampled_from(list(STATUS_WORDS)),
        "due_date": st.sampled_from(["", "2018-07-31", "31/12/2018"]),
        "source": st.just("a source"),
        "published_on": st.sampled_from(["", "2018-03-22"]),
    }
)
ROWS = st.one_of(st.lists(ROW, max_size=6), st.lists(SOUND, max_size=8))
HEADS = st.one_of(
    st.just(list(HEADINGS)), st.lists(st.one_of(st.sampled_from(list(HEADINGS)), TEXT), max_size=10, unique=True)
)
often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def catalogue(db: None) -> Catalogue:
    return build()


def check_every_finding_is_whole() -> None:
    """Every finding was raised once, and stands where its events leave it."""
    for finding in Finding.objects.all():
        held = list(Event.objects.filter(finding=finding).order_by("pk"))
        assert [event.kind for event in held].count("raised") == 1
        steps = [Step(e.pk, e.effective_on, e.recorded_on, e.status_after) for e in held]
        assert status_as_at(steps, clock.today()) == finding.status == finding.published_status
        assert finding.source_rows.exists()


@given(rows=ROWS, headings=HEADS)
@often
def test_any_cells(catalogue: Catalogue, rows: list[dict[str, str]], headings: list[str]) -> None:
    data = as_csv(*rows, headings=headings)
    file = catalogue.send(data=data)
    before = (Finding.objects.count(), Event.objects.count(), SourceRow.objects.count())
    if file.state == "unreadable":
        assert file.rows
        return
    assert sum(tally(file).values()) == file.tally["rows"] == len(file.rows)
    back_catalogue.confirm(by=catalogue.administrator, file=file, at=clock.now())
    new = sum(bool(row["does"]) and row["does"][0].startswith("Adds") for row in file.rows)
    assert Finding.objects.count() == before[0] + new
    check_every_finding_is_whole()
    held = (Finding.history.count(), Event.objects.count(), SourceRow.history.count())
    again = catalogue.send(data=data)
    assert set(tally(again)) <= {"unchanged", "refused"}
    back_catalogue.confirm(by=catalogue.administrator, file=again, at=clock.now())
    assert (Finding.history.count(), Event.objects.count(), SourceRow.history.count()) == held


def is_read_or_refused(data: bytes) -> bool:
    """Read a file; say whether it was taken, or refused with reasons."""
    try:
        return bool(reading.read(data).lines)
    except Unreadable as refusal:
        return bool(refusal.problems)


@given(data=st.binary(max_size=400))
@often
def test_any_bytes(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xff\xfe", as_csv()):
        assert is_read_or_refused(start + data)
