"""Writing a report: beginning it, its words and fields, drafts, versions, figures, and what blocks it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import Role, User
from core.actions import Stale
from findings.models import Status
from forces.models import Value
from inspections.actions import planning
from inspections.models import AssignmentRole, Inspection, ScopeEntry
from reports import publication
from reports.actions import glossary, report_figures, reports, sections, stages
from reports.document import files
from reports.document.fields import changed_since_written
from reports.document.gathering import gather
from reports.document.places import places
from reports.document.records import Records
from reports.models import GlossaryTerm, Report, ReportFigure, Section, SectionDraft
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2018, 5, 21, 9, tzinfo=UTC)


@pytest.fixture
def drafting(inspector: User) -> Inspection:
    """Return an inspection at drafting: two questions in scope, one left out, one area for improvement."""
    force = factories.ForceFactory(name="Kent", slug="kent", code="KEN", official_name="Kent Police")
    framework = factories.FrameworkFactory(title="Effectiveness 2018")
    slugs = ("prevention", "investigation", "vulnerability")
    asked = [factories.QuestionFactory(framework=framework, slug=s, number=n) for n, s in enumerate(slugs, start=1)]
    inspection = factories.InspectionFactory(
        force=force, framework=framework, reference="KEN-2018-E", stage="drafting", published_on=None
    )
    decisions = ("inspected", "inspected", "carried-over")
    for question, decision in zip(asked, decisions, strict=True):
        ScopeEntry.objects.create(inspection=inspection, question=question, decision=decision, reason="Known well.")
    factories.AssignmentFactory(inspection=inspection, user=inspector, role=AssignmentRole.LEAD)
    factories.FindingFactory(
        inspection=inspection, question=asked[0], reference="KEN-2018-01", status=Status.DRAFT, title="Share practice"
    )
    return inspection


@pytest.fixture
def report(drafting: Inspection, inspector: User) -> Report:
    """Return its report, begun."""
    return reports.begin(by=inspector, inspection=drafting, title="Effectiveness 2018: Kent Police", at=NOW)


def section(report: Report, key: str) -> Section:
    """Return a section by its key."""
    found = next(one for one in report.sections.select_related("question") if one.key == key)
    found.report = report
    return found


def write(by: User, report: Report, key: str, text: str) -> Section:
    """Save the words of a section."""
    held = section(report, key)
    return sections.write(by=by, section=held, version=held.version, text=text, at=NOW)


def test_a_report_begins_with_its_sections_in_order_and_no_section_on_a_question_left_out(report: Report) -> None:
    keys = [one.key for one in report.sections.select_related("question").order_by("position")]
    assert keys == [
        "numbers", "scope", "judgments", "summary", "prevention", "investigation", "follow-up", "annex",
    ]  # fmt: skip
    assert [blocker.text for blocker in publication.words(Records(report), NOW.date())] == [
        "“Summary” has no words yet.",
        f"“{section(report, 'prevention').heading}” has no words yet.",
        f"“{section(report, 'investigation').heading}” has no words yet.",
    ]


def test_one_without_a_framework_has_findings_and_no_questions(drafting: Inspection, inspector: User) -> None:
    Inspection.objects.filter(pk=drafting.pk).update(framework=None, kind="revisit")
    drafting.refresh_from_db()
    begun = reports.begin(by=inspector, inspection=drafting, title="Revisit of Kent", at=NOW)
    assert [one.key for one in begun.sections.order_by("position")] == [
        "scope", "summary", "findings", "follow-up", "annex",
    ]  # fmt: skip
    # what was inspected and the summary need words; about data there is nothing to say where there are no figures
    found = [one.text for one in publication.words(Records(begun), NOW.date())]
    assert found == ["“What was inspected” has no words yet.", "“Summary” has no words yet."]
    for key in ("scope", "summary"):
        write(inspector, begun, key, "We went back to Luton.")
    snapshot = gather(Records(begun))
    assert list(publication.words(Records(begun), NOW.date())) == []
    assert [part["key"] for part in snapshot["sections"]] == ["scope", "summary", "findings", "follow-up"]
    assert "KEN-2018-01" in str(snapshot["sections"][2]["blocks"])
    printed = [text for _, text in files.contents(snapshot)]
    assert printed == ["What was inspected", "Summary", "Findings", "Findings of earlier inspections"]


def test_a_question_that_comes_into_scope_after_the_report_was_begun_has_its_section_when_drafting_goes_on(
    report, inspector
) -> None:
    write(inspector, report, "investigation", "Written before.")
    inspection = report.inspection
    left_out = inspection.scope.get(decision="carried-over")
    for to in ("evidence-closed", "fieldwork", "scoped"):
        stages.move(by=inspector, inspection=inspection, version=None, to=to, reason="One question more.")
    inspection.refresh_from_db()
    choice = planning.Choice(left_out.question, "inspected", "Asked for.", {})
    planning.decide_scope(
        by=inspector, inspection=inspection, version=inspection.version, choices=[choice], on=NOW.date()
    )
    factories.AssignmentFactory(inspection=inspection)
    for question in inspection.framework.questions.all():
        factories.EvidenceLinkFactory(item__inspection=inspection, question=question)
    for to in ("fieldwork", "evidence-closed", "drafting"):
        stages.move(by=inspector, inspection=inspection, version=None, to=to, reason="")
    held = report.sections.select_related("question").order_by("position")
    assert [(one.position, one.key, one.text) for one in held][3:7] == [
        (4, "summary", ""), (5, "prevention", ""), (6, "investigation", "Written before."), (7, "vulnerability", ""),
    ]  # fmt: skip
    assert [one.position for one in held] == list(range(1, 10))
    assert held[6].history.get().history_user == inspector


def test_a_question_left_out_after_its_section_was_written_keeps_its_words_and_is_not_printed(
    sign_in, report, inspector
) -> None:
    write(inspector, report, "investigation", "Written before.")
    for key in ("summary", "prevention"):
        write(inspector, report, key, "Words.")
    report.inspection.scope.filter(question__slug="investigation").update(decision="carried-over")
    records = Records(report)
    assert "investigation" not in [part["key"] for part in gather(records)["sections"]]
    assert list(publication.words(records, NOW.date())) == []
    assert section(report, "investigation").text == "Written before."
    page = sign_in(inspector).get(WRITE).content.decode()
    assert page.count("Left out of scope: not printed") == 1
    report.inspection.scope.filter(question__slug="investigation").update(decision="inspected")
    assert "investigation" in [part["key"] for part in gather(Records(report))["sections"]]
    assert "Left out of scope: not printed" not in sign_in(inspector).get(WRITE).content.decode()


def test_a_section_in_which_nothing_stands_is_previewed_as_left_out(sign_in, report, inspector) -> None:
    page = sign_in(inspector).get(f"{WRITE}sections/annex/preview/").content.decode()
    assert "Nothing stands in this section yet: the report is printed without it." in page


def test_it_is_begun_once_by_its_team_and_not_before_drafting(drafting: Inspection, inspector: User) -> None:
    elsewhere = factories.user(Role.INSPECTOR)
    with pytest.raises(PermissionDenied):
        reports.begin(by=elsewhere, inspection=drafting, title="T", at=NOW)
    barred = factories.user(Role.MANAGER)
    factories.BarFactory(user=barred, force=drafting.force)
    with pytest.raises(PermissionDenied):
        reports.begin(by=barred, inspection=drafting, title="T", at=NOW)
    Inspection.objects.filter(pk=drafting.pk).update(stage="fieldwork")
    with pytest.raises(ValidationError, match="at the stage “fieldwork”"):
        reports.begin(by=inspector, inspection=drafting, title="T", at=NOW)
    Inspection.objects.filter(pk=drafting.pk).update(stage="published")
    reports.begin(by=inspector, inspection=drafting, title="T", at=NOW)
    with pytest.raises(ValidationError, match="begun meanwhile"):
        reports.begin(by=inspector, inspection=drafting, title="T", at=NOW)


def test_a_field_prints_what_it_stood_for_and_says_when_its_record_changed(report: Report, inspector: User) -> None:
    saved = write(inspector, report, "summary", "There are {count:areas-for-improvement} areas.\r\n")
    assert (saved.text, saved.fields) == (
        "There are {count:areas-for-improvement} areas.",
        {"count:areas-for-improvement": "1"},
    )
    assert changed_since_written(Records(report)) == []
    factories.FindingFactory(inspection=report.inspection, reference="KEN-2018-02", status=Status.DRAFT)
    changed = changed_since_written(Records(report))
    assert [(one.section.key, one.field, one.written, one.now) for one in changed] == [
        ("summary", "count:areas-for-improvement", "1", "2")
    ]
    assert "“Summary” says 1 where its record says 2: changed since written." in [
        blocker.text for blocker in publication.numbers(Records(report), NOW.date())
    ]
    summary = next(part for part in gather(Records(report))["sections"] if part["key"] == "summary")
    assert summary["blocks"][0]["text"] == "There are 1 areas."
    write(inspector, report, "summary", "There are {count:areas-for-improvement} areas.")
    assert changed_since_written(Records(report)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{count:everything}",
            "Use {count:areas-for-improvement}, {count:causes-of-concern}, {count:recommendations}.",
        ),
        ("{weather:today}", "There is no field {weather:today}. Fields are {file-review:its reference},"),
        ("{file-review:SUS-2018-E-FR1}", "nothing of this name is published, or this inspection’s own."),
        ("{measure:nothing:ye-2017-06}", "nothing of this name is published, or this inspection’s own."),
        ("{grade:vulnerability-x}", "{grade:overall}"),
        ("Words[^1]", "There is no footnote [^1]."),
        ("a" * 60_001, "A section may hold 60,000 characters."),
    ],
)
def test_a_text_with_something_wrong_is_refused(report: Report, inspector: User, text: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        write(inspector, report, "summary", text)
    assert said in " ".join(refused.value.message_dict["text"])
    assert section(report, "summary").text == ""


def test_a_field_names_nothing_that_is_another_forces_or_not_finished(report: Report, inspector: User) -> None:
    open_elsewhere = factories.InspectionFactory(open=True)
    factories.ExerciseFactory(inspection=open_elsewhere, reference="X-FR1", as_published="9 of 10")
    own = factories.ExerciseFactory(inspection=report.inspection, reference="KEN-2018-E-FR1", design="random")
    good = factories.RatingFactory(template=own.template, counts_as_good=True)
    for number in range(1, 4):
        file = factories.ReviewFileFactory(exercise=own, number=number, reviewer=inspector)
    with pytest.raises(ValidationError):  # its files still wait for their marks
        write(inspector, report, "summary", "{file-review:KEN-2018-E-FR1}")
    with pytest.raises(ValidationError):
        write(inspector, report, "summary", "{file-review:X-FR1}")
    marked: dict[str, Any] = {"state": "marked", "rating": good, "settled_rating": good, "rating_reason": "Done."}
    own.files.update(**marked, marked_by=inspector, marked_at=NOW)
    saved = write(inspector, report, "investigation", "Of them {file-review:KEN-2018-E-FR1} were good.")
    assert saved.fields == {"file-review:KEN-2018-E-FR1": "3 of 3"}
    placed = next(part for part in gather(Records(report))["sections"] if part["key"] == "investigation")
    assert placed["blocks"][1]["rows"] == [[own.title, "Random sample", "3 of 3 files good"]]
    assert file.exercise == own


def test_saving_over_somebody_elses_words_is_refused(report: Report, inspector: User, manager: User) -> None:
    seen = section(report, "summary")
    write(manager, report, "summary", "The manager’s words.")
    with pytest.raises(Stale):
        sections.write(by=inspector, section=seen, version=seen.version, text="Mine.", at=NOW)
    assert section(report, "summary").text == "The manager’s words."


def test_saving_the_same_words_makes_no_version(report: Report, inspector: User) -> None:
    first = write(inspector, report, "summary", "Words.")
    again = write(inspector, report, "summary", "Words.\n")
    assert (again.version, again.history.count()) == (first.version, 2)


def test_a_draft_is_its_writers_alone_and_goes_when_it_is_saved(report: Report, inspector: User, manager: User) -> None:
    held = section(report, "summary")

    def keep(by: User, number: int, tab: str, text: str) -> SectionDraft:
        return sections.keep_draft(
            by=by, section=held, seen_version=held.version, number=number, tab=tab, text=text, at=NOW
        )

    assert keep(inspector, 0, "a", "One").number == 1
    assert keep(inspector, 1, "a", "One two").number == 2
    assert keep(inspector, 1, "a", "One two three").number == 3  # the answer to the last was lost on the way
    with pytest.raises(ValidationError, match="another window"):
        keep(inspector, 0, "b", "From a window opened before")
    with pytest.raises(ValidationError, match="may hold 60,000 characters"):
        keep(inspector, 3, "a", "a" * 60_001)
    keep(manager, 0, "c", "Another person’s")
    sections.write(by=inspector, section=held, version=held.version, text="Saved.", number=3, tab="a", at=NOW)
    assert [draft.text for draft in SectionDraft.objects.all()] == ["Another person’s"]
    with pytest.raises(ValidationError, match="another window"):
        keep(inspector, 3, "a", "On its way while it was saved")
    sections.discard_draft(by=manager, section=held, number=1, tab="")
    assert not SectionDraft.objects.exists()


# --- figures -------------------------------------------------------------------------------------------------
@pytest.fixture
def value(drafting: Inspection) -> Value:
    """Return the force's own figure, public: 40 of 80."""
    crime = factories.MeasureFactory(slug="referrals", share=True)
    return factories.ValueFactory(force=drafting.force, measure=crime, numerator=40, denominator=80)


def test_figures_are_put_in_ordered_frozen_and_taken_out(report: Report, inspector: User, value: Value) -> None:
    numbers = section(report, "numbers")
    first = report_figures.add(
        by=inspector, section=numbers, measure=value.measure, period=value.period, caption="Referrals"
    )
    other = factories.ValueFactory(force=value.force, period=value.period, measure=factories.MeasureFactory(share=True))
    second = report_figures.add(by=inspector, section=numbers, measure=other.measure, period=other.period, caption="B")
    with pytest.raises(ValidationError, match="carries this figure already"):
        report_figures.add(by=inspector, section=numbers, measure=value.measure, period=value.period, caption="C")
    second.section = numbers
    report_figures.change(by=inspector, figure=second, caption="Second", place=1)
    captions = list(numbers.figures.order_by("position").values_list("caption", flat=True))
    assert captions == ["Second", "Referrals"]
    assert report_figures.change(by=inspector, figure=second, caption="Second", place=1).position == 1
    report_figures.remove(by=inspector, figure=second)
    assert [one["is_frozen"] for one in gather(Records(report))["figures"]] == [False]
    report_figures.freeze(by=inspector, report=report)
    Value.objects.filter(pk=value.pk).update(numerator=60)
    rows = gather(Records(report))["sections"][0]["blocks"][0]["rows"]
    assert [row[2] for row in rows] == ["50.0%"]
    written = write(inspector, report, "summary", "It is {measure:referrals:ye-2017-06}.")
    assert written.fields == {"measure:referrals:ye-2017-06": "50.0%"}
    frozen = ReportFigure.objects.get(pk=first.pk)
    frozen.section = numbers
    report_figures.take_anew(by=inspector, figure=frozen)
    assert [one.now for one in changed_since_written(Records(report))] == ["75.0%"]
    assert [one["is_frozen"] for one in gather(Records(report))["figures"]] == [False]


def test_a_figure_in_two_sections_has_the_caption_of_each(sign_in, report, inspector, value) -> None:
    for key, caption in (("summary", "At a glance"), ("prevention", "In detail"), ("annex", "In detail")):
        pair = {"measure": value.measure, "period": value.period}
        report_figures.add(by=inspector, section=section(report, key), caption=caption, **pair)
    made = gather(Records(report))
    assert [one["caption"] for one in made["figures"]] == ["In detail"]
    drawn = [block for part in made["sections"] for block in part["blocks"] if block["type"] == "figure"]
    assert [block.get("caption") for block in drawn] == ["At a glance", None, None]
    page = sign_in(inspector).get(f"{WRITE}preview/").content.decode()
    assert [page.count(f"The same as a table: {caption}</caption>") for caption in ("At a glance", "In detail")] == [
        1,
        2,
    ]
    excerpts = [place.excerpt for place in places(made).values() if ", figure" in place.words]
    assert excerpts == ["At a glance", "In detail", "In detail"]


def test_a_figure_with_something_unpublished_in_it_is_not_frozen(report: Report, inspector: User, value: Value) -> None:
    factories.ValueFactory(
        measure=value.measure, period=value.period, denominator=20, collection=factories.CollectionFactory()
    )
    report_figures.add(
        by=inspector, section=section(report, "numbers"), measure=value.measure, period=value.period, caption="R"
    )
    with pytest.raises(ValidationError, match="not everything in it is published yet"):
        report_figures.freeze(by=inspector, report=report)
    Value.objects.filter(measure=value.measure).delete()
    with pytest.raises(ValidationError, match="take it out of the report"):
        report_figures.freeze(by=inspector, report=report)


# --- the glossary --------------------------------------------------------------------------------------------
def test_a_report_explains_the_words_it_uses(report: Report, inspector: User, manager: User) -> None:
    hour = glossary.add(by=manager, term=" golden  hour ", definition="The hour after a crime.")
    glossary.add(by=manager, term="unused", definition="In no report.")
    with pytest.raises(ValidationError, match="has this term already"):
        glossary.add(by=manager, term="Golden hour", definition="Twice.")
    with pytest.raises(PermissionDenied):
        glossary.add(by=inspector, term="another", definition="Not an inspector’s to explain.")
    write(inspector, report, "summary", "Much is lost after the golden hour.[^1]\n\n[^1]: By any account.")
    write(inspector, report, "prevention", "And so[^1].\n\n[^1]: On.")
    snapshot = gather(Records(report))
    assert snapshot["glossary"] == [{"term": "golden hour", "definition": "The hour after a crime."}]
    assert snapshot["footnotes"] == [{"number": 1, "html": "By any account."}, {"number": 2, "html": "On."}]
    glossary.change(by=manager, entry=hour, version=1, term="golden hour", definition="Said otherwise.")
    assert gather(Records(report))["glossary"][0]["definition"] == "Said otherwise."
    glossary.remove(by=manager, entry=hour, version=2)
    assert GlossaryTerm.objects.count() == 1


# --- the pages -----------------------------------------------------------------------------------------------
WRITE = "/reports/KEN-2018-E/write/"
SUMMARY = f"{WRITE}sections/summary/"


def sent(client: Client, address: str, status: int, **data: Any) -> str:
    """Send a form and return the page it answers with."""
    response = client.post(address, data)
    assert response.status_code == status
    return response.content.decode()


def test_a_stale_save_shows_what_changed_and_keeps_what_was_typed(sign_in, report, inspector, manager) -> None:
    seen = section(report, "summary").version
    write(manager, report, "summary", "The force is good at most things.")
    client = sign_in(inspector)
    page = sent(client, SUMMARY, 409, version=seen, number=0, text="My own words.", then="save")
    assert "saved this section while you had it open" in page
    assert "The force is good at most things." in page
    assert "My own words." in page
    sent(client, SUMMARY, 302, version=seen + 1, number=0, text="My own words.", then="save")
    versions = client.get(f"{SUMMARY}versions/").content.decode()
    assert "From version 2 to version 3" in versions
    assert "<del>" in versions
    assert client.get(f"{SUMMARY}versions/?older=9&newer=2").status_code == 400


def test_a_draft_sent_by_the_script_is_taken_up_by_the_next_page(sign_in, report, inspector) -> None:
    client = sign_in(inspector)
    data = {"version": 1, "number": 0, "tab": "a", "text": "Half a {sentence"}
    answer = client.post(f"{SUMMARY}draft/", data)
    assert (answer.status_code, answer.json()["number"], answer.json()["overtaken"]) == (200, 1, False)
    assert client.post(f"{SUMMARY}draft/", {**data, "tab": "b"}).status_code == 409
    assert client.post(f"{SUMMARY}draft/", {**data, "version": "x"}).status_code == 422
    page = client.get(SUMMARY).content.decode()
    assert "Half a {sentence" in page
    assert "it is not saved yet" in page
    assert "Half a {sentence" in client.get(f"{SUMMARY}preview/").content.decode()
    assert "Half a {sentence" not in client.get(f"{WRITE}preview/").content.decode()
    assert "Half a {sentence" in client.get(f"{WRITE}preview/?drafts=1").content.decode()
    sent(client, SUMMARY, 302, version=1, number=1, text="Half", then="discard")
    assert not SectionDraft.objects.exists()


@pytest.mark.parametrize("end", ["", "title/", "preview/", "sections/summary/", "sections/summary/versions/"])
def test_what_is_written_is_under_the_marking_of_drafts(sign_in, report, inspector, end) -> None:
    page = sign_in(inspector).get(f"{WRITE}{end}").content.decode()
    assert page.count("Marking: </span>OFFICIAL-SENSITIVE</p>") == 2


@pytest.mark.parametrize("tab", ["older", ""], ids=["with the script", "without it"])
def test_a_window_opened_before_neither_saves_nor_throws_away_what_another_keeps(
    sign_in, report, inspector, tab
) -> None:
    client = sign_in(inspector)
    older = {"version": 1, "number": 0, "tab": tab}
    client.post(f"{SUMMARY}draft/", {"version": 1, "number": 0, "tab": "newer", "text": "Typed since."})
    page = sent(client, SUMMARY, 422, **older, text="Of the older.", then="discard")
    assert "in another window since this one was opened" in page
    assert "Of the older." in page
    assert SectionDraft.objects.get().text == "Typed since."
    sent(client, SUMMARY, 302, **older, text="Of the older.", then="save")
    assert section(report, "summary").text == "Of the older."
    page = client.get(SUMMARY).content.decode()
    assert "What you typed in another window since is not lost" in page
    assert "Typed since.</textarea>" in page
    sent(client, SUMMARY, 302, version=1, number=9, tab="newer", text="Typed since.", then="discard")
    assert not SectionDraft.objects.exists()


def test_the_overview_leads_on_before_and_after_the_report_is_begun(sign_in, drafting, inspector, value) -> None:
    client = sign_in(inspector)
    assert f"{WRITE}begin/" in client.get(WRITE).content.decode()
    assert "Effectiveness 2018: Kent Police" in client.get(f"{WRITE}begin/").content.decode()
    sent(client, f"{WRITE}begin/", 302, title="Effectiveness 2018: Kent Police")
    sent(client, f"{WRITE}title/", 409, version=7, title="Kent")
    sent(client, f"{WRITE}title/", 302, version=1, title="Effectiveness 2018: Kent")
    sent(client, f"{WRITE}sections/numbers/figures/", 302, figure="referrals:ye-2017-06", caption="")
    held = ReportFigure.objects.get()
    assert held.caption == "Referrals, 12 months to 30 June 2017"
    address = f"{WRITE}sections/numbers/figures/{held.pk}/"
    sent(client, address, 302, caption="Referrals", place=1)
    sent(client, f"{WRITE}freeze/", 302)
    assert "Every figure the report carries is frozen for print" in client.get(WRITE).content.decode()
    sent(client, f"{WRITE}freeze/", 302)
    sent(client, address, 302, caption="Referrals", place=1, then="take-anew")
    Value.objects.all().delete()
    sent(client, f"{WRITE}freeze/", 302)
    assert "take it out of the report" in client.get(WRITE).content.decode()
    sent(client, address, 302, caption="Referrals", place=1, then="remove")
    assert not ReportFigure.objects.exists()
    assert client.get(f"{WRITE}sections/nothing/").status_code == 404
    assert client.get(f"{WRITE}sections/summary/fields/").status_code == 200


def test_the_glossary_is_everybodys_to_read_and_a_managers_to_change(sign_in, manager) -> None:
    client = sign_in(manager)
    sent(client, "/glossary/add/", 302, term="golden hour", definition="The hour after a crime.")
    held = GlossaryTerm.objects.get()
    sent(client, f"/glossary/{held.pk}/", 409, version=7, term="golden hour", definition="Late.")
    sent(client, f"/glossary/{held.pk}/", 302, version=1, term="golden hour", definition="The first hour.")
    sent(client, f"/glossary/{held.pk}/", 302, version=2, term="golden hour", definition="x", then="remove")
    assert "No word is explained yet" in client.get("/glossary/").content.decode()
