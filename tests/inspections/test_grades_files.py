"""Loading grade histories: where each row goes, what is refused and why, and that nothing is overwritten silently."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from core import clock
from forces.models import ForceAlias
from forces.returns.layout import Unreadable
from inspections.actions import grades_files
from inspections.grades_files import reading
from inspections.models import Framework, GradesFile, Inspection, Judgment, Question
from reports.demonstration import reference
from tests import factories
from tests.inspections.grades_samples import HEADINGS, as_csv, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def kent() -> Any:
    """Return a force, beside frameworks of effectiveness 2017 and of all pillars 2018."""
    force = factories.ForceFactory(name="Kent", slug="kent", code="KEN", official_name="Kent Police")
    for slug in ("outstanding", "good", "requires-improvement", "inadequate"):
        factories.GradeFactory(slug=slug)
    effectiveness = factories.FrameworkFactory()
    factories.QuestionFactory(framework=effectiveness, slug="prevention", title="Preventing crime")
    factories.QuestionFactory(framework=effectiveness, slug="specialist-capabilities", grading="ungraded")
    cycle = factories.CycleFactory(first_year=2018, slug="2018-19")
    whole = factories.FrameworkFactory(cycle=cycle, pillar="P", slug="peel-2018-19", title="PEEL 2018/19")
    for pillar, slug in (("E", "prevention"), ("L", "ethical-and-lawful-workforce")):
        factories.QuestionFactory(framework=whole, slug=slug, pillar=pillar)
    return force


def sent(by: User, *rows: dict[str, str], confirm: bool = True) -> GradesFile:
    """Send rows as a file, and confirm it."""
    file = grades_files.receive(by=by, file=ContentFile(as_csv(*rows), name="grades.csv"), at=clock.now())
    return grades_files.confirm(by=by, file=file, at=clock.now(), version=file.version) if confirm else file


def outcomes(file: GradesFile) -> list[str]:
    """Return what came of each row: its outcome, with the codes of what is wrong."""
    return [" ".join([row["outcome"], *(p["code"] for p in row["problems"])]) for row in file.rows]


def test_a_row_makes_the_inspection_that_is_missing_and_the_same_file_again_changes_nothing(kent, administrator):
    rows = (
        row(question="Q1 preventing crime and tackling ASB", grade="Requires Improvement", published_on="2018-03-22"),
        row(),
        row(force="KEN", question="Specialist capabilities", grade="not graded"),
        row(cycle="2018/19", pillar="legitimacy"),
        row(cycle="2018/19", pillar="", question="prevention"),
    )
    assert outcomes(sent(administrator, *rows)) == ["added"] * 5
    of_2017, of_2018 = Inspection.objects.order_by("reference")
    assert (of_2017.reference, of_2017.published_on, of_2017.out_by) == ("KEN-2017-E", date(2018, 3, 22), None)
    assert (of_2018.reference, of_2018.published_on, of_2018.out_by) == ("KEN-2018-P", None, clock.today())
    assert Counter(str(one) for one in Judgment.objects.all()) == {
        "Overall: Good": 1,
        "Preventing crime: Requires improvement": 1,
        "Specialist capabilities: Ungraded": 1,
        "Legitimacy overall: Good": 1,
        "Prevention: Good": 1,
    }
    assert outcomes(sent(administrator, *rows, confirm=False)) == ["unchanged"] * 5


@pytest.mark.parametrize(
    "said",
    ["Effectiveness overall", "EFFECTIVENESS, overall", "Overall effectiveness", "Effectiveness – overall judgement"],
)
def test_the_overall_judgment_is_found_by_its_names_of_the_rows_own_pillar(kent, administrator, said):
    rows = (row(question=said), row(cycle="2018/19", pillar="legitimacy", question="Legitimacy, overall"))
    assert outcomes(sent(administrator, *rows)) == ["added", "added"]
    assert {str(one) for one in Judgment.objects.all()} == {"Overall: Good", "Legitimacy overall: Good"}


def test_a_name_that_is_not_asked_is_answered_with_those_that_are_overall_only_where_it_is_given(kent, administrator):
    elsewhere = {"cycle": "2018/19", "question": "Effectiveness overall"}
    file = sent(
        administrator, row(question="Legitimacy overall"), row(**elsewhere, pillar="legitimacy"),
        row(**elsewhere, pillar="efficiency"), confirm=False,
    )  # fmt: skip
    assert outcomes(file) == ["refused question-unknown"] * 3
    assert [one["problems"][0]["mend"].split(":")[1].split(";")[0] for one in file.rows] == [
        " Overall", " Overall", " Prevention",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"force": "Atlantis"}, "force-unknown"),
        ({"force": ""}, "empty"),
        ({"cycle": "1999"}, "cycle-unknown"),
        ({"pillar": "courage"}, "pillar-unknown"),
        ({"pillar": "legitimacy"}, "framework-unknown"),
        ({"question": "Kindness"}, "question-unknown"),
        ({"cycle": "2018/19", "question": "ethical and lawful workforce"}, "question-elsewhere"),
        ({"cycle": "2018/19", "pillar": "efficiency"}, "no-overall"),
        ({"cycle": "2018/19", "pillar": "area (no pillar)"}, "which-overall"),
        ({"grade": "adequate"}, "grade-unknown"),
        ({"grade": "narrative only"}, "grade-unknown"),
        ({"question": "specialist capabilities"}, "never-graded"),
        ({"grade": "not graded"}, "no-reason"),
        ({"source": ""}, "empty"),
        ({"source": "s" * 301}, "text-too-long"),
        ({"published_on": "2018-02-30"}, "not-a-date"),
        ({"published_on": "2030-01-01"}, "published-later"),
        ({"published_on": "2016-01-01"}, "published-before"),
    ],
)
def test_a_row_that_cannot_be_placed_is_refused_with_its_cell_and_how_to_mend_it(kent, administrator, wrong, code):
    file = sent(administrator, row(question="prevention"), row(**wrong), confirm=False)
    assert outcomes(file) == ["added", f"refused {code}"]
    (problem,) = file.rows[1]["problems"]
    assert (problem["row"], bool(problem["message"]), bool(problem["mend"])) == (3, True, True)


def test_a_force_is_found_by_its_other_names_and_never_by_two_that_disagree(kent, administrator):
    ForceAlias.objects.create(force=kent, name="kent county constabulary")
    factories.ForceFactory(name="Essex", slug="essex", code="ESX", official_name="Essex Police")
    factories.ForceFactory(name="British Transport Police", code="BTP", slug="btp", is_in_scope=False)
    headings = [*HEADINGS, "official_name"]
    rows = (
        row(force="Kent County Constabulary"),
        row(force="Kent", official_name="Essex Police", question="prevention"),
        row(force="BTP"),
    )
    data = ContentFile(as_csv(*rows, headings=headings), name="grades.csv")
    file = grades_files.receive(by=administrator, file=data, at=clock.now())
    assert outcomes(file) == ["added", "refused names-differ", "refused force-out-of-scope"]


def test_a_different_grade_changes_what_the_same_source_gave_and_nothing_else(kent, administrator, manager):
    sent(administrator, row(grade="good"))
    assert outcomes(sent(administrator, row(grade="outstanding"))) == ["changed"]
    assert Judgment.objects.get().grade.slug == "outstanding"  # type: ignore[union-attr]
    assert Judgment.objects.get().history.count() == 2
    other = sent(administrator, row(grade="good", source="another"), confirm=False)
    assert outcomes(other) == ["refused held-differs"]
    assert "KEN-2017-E holds outstanding" in other.rows[0]["problems"][0]["message"]
    Judgment.objects.update(loaded_from=None)  # judged here: no file ever changes it
    assert outcomes(sent(administrator, row(grade="good"), confirm=False)) == ["refused held-differs"]


def test_a_corrected_grade_is_held_as_published_and_as_corrected_and_never_changed_by_a_file(kent, administrator):
    sent(administrator, row(grade="good"))
    inadequate = factories.GradeFactory(slug="inadequate")
    factories.CorrectionFactory(judgment=Judgment.objects.get(), grade=inadequate, corrected_on=date(2018, 5, 1))
    rows = [row(grade=grade) for grade in ("good", "inadequate", "outstanding")]
    assert [outcomes(sent(administrator, one, confirm=False))[0] for one in rows] == [
        "unchanged", "unchanged", "refused held-differs",
    ]  # fmt: skip


def test_rows_that_contradict_one_another_are_all_refused_and_a_repeated_one_counts_once(kent, administrator):
    file = sent(administrator, row(grade="good"), row(grade="inadequate"), row(question="prevention"), confirm=False)
    assert outcomes(file) == ["refused rows-differ", "refused rows-differ", "added"]
    assert "Row 3" in file.rows[0]["problems"][0]["message"]
    assert outcomes(sent(administrator, row(), row(), confirm=False)) == ["added", "unchanged"]


def test_an_inspection_under_way_gets_no_grade_from_a_file(kent, administrator):
    factories.InspectionFactory(force=kent, reference="KEN-2017-E", open=True)
    assert outcomes(sent(administrator, row(), confirm=False)) == ["refused unpublished"]


def test_a_day_of_publication_is_added_where_none_is_held_and_never_changed(kent, administrator):
    sent(administrator, row())
    assert outcomes(sent(administrator, row(published_on="22/03/2018"))) == ["changed"]
    assert Inspection.objects.get().published_on == date(2018, 3, 22)
    assert outcomes(sent(administrator, row(published_on="2018-03-23"), confirm=False)) == ["refused days-differ"]


def test_a_row_that_is_refused_gives_no_day_of_publication(kent, administrator):
    sent(administrator, row(), row(question="prevention"))
    elsewhere = row(grade="inadequate", source="another", published_on="2018-03-01")
    file = sent(administrator, elsewhere, row(question="prevention", published_on="2018-03-22"))
    assert outcomes(file) == ["refused held-differs", "changed"]
    assert file.rows[1]["does"] == "Gives the day of publication, 22 March 2018."
    assert Inspection.objects.get().published_on == date(2018, 3, 22)


def test_of_rows_that_give_different_days_the_first_that_is_not_refused_is_taken(kent, administrator):
    rows = (
        row(grade="not graded", published_on="2018-03-01"),
        row(question="prevention", published_on="2018-03-22"),
        row(question="specialist capabilities", grade="not graded", published_on="2018-03-23"),
    )
    assert outcomes(sent(administrator, *rows)) == ["refused no-reason", "added", "refused days-differ"]
    assert Inspection.objects.get().published_on == date(2018, 3, 22)
    assert Judgment.objects.count() == 1


def test_a_question_that_the_inspection_left_out_gets_no_grade(kent, administrator):
    prevention = Question.objects.get(slug="prevention", framework__slug="effectiveness-2017")
    inspection = factories.InspectionFactory(force=kent, reference="KEN-2017-E", framework=prevention.framework)
    factories.ScopeEntryFactory(inspection=inspection, question=prevention, decision="carried-over")
    file = sent(administrator, row(question="prevention"), row())
    assert outcomes(file) == ["refused left-out", "added"]
    assert file.rows[0]["problems"][0]["message"].startswith("KEN-2017-E left this question out")
    assert Judgment.objects.get().question is None


def test_a_new_inspection_is_against_the_version_in_use_and_graded_as_that_version_grades(kent, administrator):
    used = Framework.objects.get(slug="effectiveness-2017")
    draft = factories.FrameworkFactory(cycle=used.cycle, version_number=2, slug="draft", has_overall=False)
    factories.QuestionFactory(framework=draft, slug="prevention", title="Preventing crime", grading="narrative")
    narrative = sent(administrator, row(question="prevention", grade="narrative only"), row(), confirm=False)
    assert outcomes(narrative) == ["added", "refused no-overall"]  # nobody is inspected yet: the newest
    assert outcomes(sent(administrator, row(question="prevention"), confirm=False)) == ["refused never-graded"]
    factories.InspectionFactory(framework=used)
    file = sent(administrator, row(question="prevention"), row(), row(question="prevention", grade="narrative only"))
    assert outcomes(file) == ["added", "added", "refused grade-unknown"]
    assert Inspection.objects.get(reference="KEN-2017-E").framework == used


def test_whoever_is_barred_from_a_force_loads_no_grade_of_it(kent, administrator):
    factories.BarFactory(user=administrator, force=kent)
    assert outcomes(sent(administrator, row(), confirm=False)) == ["refused force-barred"]


def test_a_preview_that_is_out_of_date_is_refused_whole_and_a_file_is_confirmed_once(kent, administrator):
    first, second = (sent(administrator, row(), confirm=False) for _ in range(2))
    grades_files.confirm(by=administrator, file=first, at=clock.now())
    with pytest.raises(grades_files.PreviewStale):
        grades_files.confirm(by=administrator, file=second, at=clock.now())
    with pytest.raises(ValidationError, match="confirmed this file"):
        grades_files.confirm(by=administrator, file=first, at=clock.now())
    again = grades_files.plan_again(by=administrator, file=GradesFile.objects.get(pk=second.pk), at=clock.now())
    assert outcomes(again) == ["unchanged"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b" \n", "empty-file"),
        (b"\xff\xfe\x00", "not-text"),
        (b"PK\x03\x04\x00\x00", "not-text"),
        (b'force,"cycle\n', "damaged"),
        (b"name,grade\nKent,good\n", "heading-missing"),
        (b"force,force,cycle,pillar,question,grade,source\na,b,c,d,e,f,g\n", "heading-doubled"),
        (b"force,cycle,pillar,question,grade,source\n,,,,,\n", "no-rows"),
        (b"force,cycle,pillar,question,grade,source\n" + b"Kent\n" * 5001, "too-many-rows"),
        (b"x" * (reading.LIMIT + 1), "too-large"),
    ],
)
def test_a_file_that_is_no_table_of_grades_is_refused_whole_and_kept_with_why(administrator, data, code):
    file = grades_files.receive(by=administrator, file=ContentFile(data, name="grades.csv"), at=clock.now())
    assert (file.state, file.rows[0]["code"]) == ("unreadable", code)


ODD = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=200).map(lambda text: as_csv(row(force=text)) + text.encode("utf-8", "replace")),
    st.dictionaries(st.sampled_from(HEADINGS), st.text(max_size=20)).map(lambda odd: as_csv(row(), row(**odd))),
)


@settings(max_examples=150, deadline=None)
@given(data=ODD)
def test_whatever_a_file_holds_it_is_read_or_refused(data: bytes) -> None:
    try:
        found: Any = reading.read(data)
    except Unreadable as refusal:
        found = [problem.message for problem in refusal.problems]
    assert found


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=ODD)
def test_whatever_file_is_sent_its_page_is_shown_and_never_a_fault(kent, manager, client, data: bytes) -> None:
    client.force_login(manager)
    answer = client.post("/grades/", {"file": ContentFile(data, name="grades.csv")}, follow=True)
    assert answer.status_code in {200, 422}
    for file in GradesFile.objects.filter(state="read"):
        assert client.get(f"{file.get_absolute_url()}refused/").status_code == 200
        confirmed = client.post(f"{file.get_absolute_url()}confirm/", {"version": file.version}, follow=True)
        assert confirmed.status_code in {200, 409, 422}


def told(*arguments: str) -> tuple[dict[str, Any], int]:
    """Return what the command says, and its status."""
    out, status = StringIO(), 0
    try:
        call_command("import_grades", *arguments, "--json", stdout=out)
    except SystemExit as end:
        status = int(end.code or 0)
    return json.loads(out.getvalue()), status


def test_the_command_only_says_what_it_would_do_until_it_is_told_to_confirm(kent, administrator, tmp_path: Path):
    path = tmp_path / "grades.csv"
    path.write_bytes(as_csv(row(), row(force="Atlantis")))
    answer, status = told(str(path))
    assert (answer["counts"], answer["confirmed"], status) == (
        {"rows": 2, "added": 1, "changed": 0, "unchanged": 0, "refused": 1}, False, 1,
    )  # fmt: skip
    assert [(one["row"], one["force"], one["reference"]) for one in answer["added"]] == [(2, "Kent", "KEN-2017-E")]
    assert (answer["refused"][0]["row"], answer["refused"][0]["message"][:6]) == (3, "force:")
    assert Judgment.objects.count() == 0
    told(str(path), "--confirm")
    answer, _ = told(str(path))
    assert (answer["counts"]["added"], answer["counts"]["unchanged"]) == (0, 1)
    assert told(str(tmp_path / "none.csv"))[0]["refused"][0]["row"] == 0


def test_a_page_shows_what_a_file_would_do_and_confirms_it(kent, sign_in, manager):
    client = sign_in(manager)
    data = ContentFile(as_csv(row(), row(force="Atlantis")), name="grades.csv")
    arrived = client.post("/grades/", {"file": data}, follow=True)
    page = arrived.content.decode()
    assert "There is no force with this name." in page
    assert "Confirm 1 row" in page
    address = arrived.redirect_chain[-1][0]
    assert b"Atlantis" in b"".join(client.get(f"{address}refused/").streaming_content)  # type: ignore[attr-defined]
    done = client.post(f"{address}confirm/", {"version": 1}, follow=True).content.decode()
    assert "1 grade added" in done
    assert client.get(f"{address}?show=everything").status_code == 400
    unreadable = client.post("/grades/", {"file": ContentFile(b"\xff\xfe", name="x.csv")}, follow=True)
    assert "This file cannot be taken" in unreadable.content.decode()


@pytest.mark.shared
def test_every_row_of_the_shared_history_is_placed_or_refused_with_a_reason(shared, administrator, settings):
    settings.FIXED_TODAY = date(2025, 1, 1)
    reference.load_forces()
    reference.load_frameworks()
    path = str(shared / "data" / "peel_grades.csv")
    answer, _ = told(path, "--confirm")
    assert answer["counts"] == {"rows": 224, "added": 223, "changed": 0, "unchanged": 0, "refused": 1}
    (refused,) = answer["refused"]
    assert (refused["force"], refused["question"], refused["problems"][0]["code"]) == (
        "Greater Manchester", "Overall", "no-reason",
    )  # fmt: skip
    again, _ = told(path, "--confirm")
    assert again["counts"] == {"rows": 224, "added": 0, "changed": 0, "unchanged": 223, "refused": 1}
    humberside = Judgment.objects.filter(inspection__reference="HUM-2021-P")
    assert {one.grade.slug for one in humberside if one.grade} == {"outstanding"}
    assert humberside[0].inspection.framework.slug == "peel-2021-22-revised"  # type: ignore[union-attr]
    bedfordshire = Judgment.objects.filter(inspection__reference="BED-2018-P", grade__slug="good")
    assert sorted(bedfordshire.values_list("pillar", flat=True)) == ["E", "F", "L"]


@pytest.mark.shared
def test_over_the_demonstration_the_shared_history_adds_only_what_it_does_not_hold(shared, administrator):
    reference.load()
    answer, _ = told(str(shared / "data" / "peel_grades.csv"))
    assert {name: answer["counts"][name] for name in ("added", "changed", "refused")} == {
        "added": 3, "changed": 0, "refused": 9,
    }  # fmt: skip
    reasons = Counter(one["problems"][0]["code"] for one in answer["refused"])
    assert reasons == {"cycle-to-come": 6, "unpublished": 3}
