"""Editions: who prepares, approves and publishes, what stands in the way, what never changes again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role
from core import clock, jobs
from core.models import Job, Notice
from findings.models import Finding
from inspections.models import Judgment, Stage
from reports import jobs as report_jobs
from reports.actions import editions
from reports.document import shape
from reports.document.records import Records
from reports.models import Edition, EditionState, Report, Section
from reports.publication import blockers
from tests import factories, report_factories
from tests.reports.edition_samples import AT, approved, manager, prepared, published, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    """Return a report that nothing stands in the way of."""
    return ready()


def texts(report: Report) -> list[str]:
    """Return what stands in the way."""
    report.refresh_from_db()
    return [blocker.text for blocker in blockers(Records(report), AT.date())]


def test_everything_that_stands_in_the_way_is_named_and_leads_somewhere(report: Report) -> None:
    assert texts(report) == []
    inspection = report.inspection
    inspection.stage = Stage.MODERATION
    inspection.save()
    question = factories.QuestionFactory(framework=inspection.framework, title="Preventing crime")
    lead = inspection.assignments.get().user
    factories.JudgmentFactory(
        inspection=inspection, question=question, status="proposed", proposed_by=lead, proposed_at=AT
    )
    report_factories.AccuracyCheckFactory(report=report, number=2)
    report_factories.SectionFactory(report=report, kind="question", question=question, heading="Prevention", text="")
    factories.FindingFactory(
        inspection=inspection, status="draft", kind="cause-of-concern", reference="DRA-2018-02", title="Missing people"
    )
    exercise = factories.ExerciseFactory(inspection=inspection, reference="X-FR1", state="drawn")
    hidden = factories.ValueFactory(collection=factories.CollectionFactory(published_on=None))
    report_factories.ReportFigureFactory(
        section=report.sections.get(kind="summary"), measure=hidden.measure, period=hidden.period
    )
    found = blockers(Records(Report.objects.get(pk=report.pk)), AT.date())
    assert [one.text.split(":")[0] for one in found] == [
        "The inspection is at “Moderation”",
        "DRA-2018-02 Missing people is a cause of concern without a recommendation.",
        f"File review {exercise.reference} is not locked.",
        "The judgment is not moderated",
        "The evidence that counts does not bear the grade out",
        "The draft is with the force until 14 June 2018.",
        "The factual accuracy check of draft 2 is not closed.",
        "“Prevention” has no words yet.",
        "Figures it prints are not published yet",
    ]
    assert all(one.href.startswith("/") for one in found)
    with pytest.raises(ValidationError, match="The judgment is not moderated: Preventing crime"):
        prepared(report)


def test_preparing_freezes_the_report_its_figures_and_its_hash(report: Report) -> None:
    value = factories.ValueFactory(collection=None)
    figure = report_factories.ReportFigureFactory(
        section=report.sections.get(), measure=value.measure, period=value.period
    )
    edition = prepared(report)
    figure.refresh_from_db()
    assert figure.frozen is not None
    snapshot = shape.from_text(edition.snapshot)
    assert (snapshot["reference"], snapshot["figures"][0]["is_frozen"]) == (report.inspection.reference, True)
    assert edition.sha256 == shape.hash_of(edition.snapshot)
    assert (edition.number, edition.state, edition.notice) == (1, "prepared", "")
    with pytest.raises(ValidationError, match="Edition 1 is under way"):
        prepared(report)


def test_another_manager_who_does_not_lead_the_team_approves_what_they_have_read(report: Report) -> None:
    first = manager()
    edition = prepared(report, first)
    lead = report.inspection.assignments.get().user
    barred = factories.BarFactory(user__role=Role.MANAGER, force=report.inspection.force).user
    for person in (first, lead, barred, factories.UserFactory(role=Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            editions.approve(by=person, edition=edition, seen=edition.sha256, at=AT)
    with pytest.raises(ValidationError, match="not the edition you have read"):
        editions.approve(by=manager(), edition=edition, seen="0" * 64, at=AT)
    second = manager("Second")
    editions.approve(by=second, edition=edition, seen=edition.sha256, at=AT)
    report.inspection.refresh_from_db()
    assert report.inspection.stage == Stage.APPROVED
    with pytest.raises(ValidationError, match="approved already: Second, 29 May 2018"):
        editions.approve(by=manager(), edition=edition, seen=edition.sha256, at=AT)


def test_a_record_changed_since_stops_the_edition_until_it_is_withdrawn_and_prepared_anew(report: Report) -> None:
    edition = approved(report)
    Section.objects.filter(report=report).update(text="The force works badly with its partners.")
    assert editions.changes_since(edition, Records(edition.report)) == ["Section Summary: changed"]
    with pytest.raises(ValidationError, match="1 thing has changed since it was prepared: Section Summary: changed"):
        editions.publish(by=manager(), edition=edition, at=AT)
    withdrawn = editions.withdraw(by=manager(), edition=edition, reason="A sentence was wrong")
    assert withdrawn.history.first().history_change_reason == "A sentence was wrong"
    report.inspection.refresh_from_db()
    assert report.inspection.stage == Stage.WITH_FORCE
    again = prepared(report)
    assert (again.number, again.sha256 != edition.sha256) == (1, True)


def test_publishing_opens_the_findings_and_begins_the_56_days(report: Report) -> None:
    edition = published(report)
    inspection = report.inspection
    inspection.refresh_from_db()
    assert (edition.state, edition.published_on, edition.published_at) == ("published", date(2018, 5, 29), AT)
    assert (inspection.stage, inspection.published_on) == (Stage.PUBLISHED, date(2018, 5, 29))
    finding = Finding.objects.get(reference="DRA-2018-01")
    assert (finding.status, finding.published_status, finding.raised_on) == ("open", "open", date(2018, 5, 29))
    assert inspection.published_on + timedelta(days=55) == date(2018, 7, 23)
    with pytest.raises(ValidationError, match="it never changes"):
        editions.withdraw(by=manager(), edition=edition, reason="No")


def test_the_worker_makes_both_files_once(report: Report) -> None:
    edition = published(report)
    job = Job.objects.get(kind=editions.FILES, subject=edition.pk)
    assert jobs.run(job.pk).message == "The files are made."
    held = list(edition.files.order_by("format"))
    assert [one.format for one in held] == ["docx", "pdf"]
    with held[1].file.open("rb") as file:
        assert file.read().startswith(b"%PDF-1.7")
    report_jobs.make_file(edition, held[1].format)
    assert edition.files.count() == 2


def test_an_edition_is_published_at_its_hour_by_the_worker(report: Report) -> None:
    edition, by, now = approved(report), manager(), clock.now()
    with pytest.raises(ValidationError, match="still to come"):
        editions.schedule(by=by, edition=edition, until=now - timedelta(hours=1), at=now)
    editions.schedule(by=by, edition=edition, until=now + timedelta(hours=1), at=now)
    report_jobs.publish_what_is_due()
    edition.refresh_from_db()
    assert edition.state == EditionState.APPROVED
    Edition.objects.filter(pk=edition.pk).update(embargo_until=now - timedelta(minutes=1))
    report_jobs.publish_what_is_due()
    edition.refresh_from_db()
    assert (edition.state, edition.published_by) == (EditionState.PUBLISHED, by)


def test_what_comes_up_before_the_hour_holds_the_edition_back_and_managers_are_told(report: Report) -> None:
    edition, by, now = approved(report), manager(), clock.now()
    barred = factories.BarFactory(user__role=Role.MANAGER, force=report.inspection.force).user
    editions.schedule(by=by, edition=edition, until=now + timedelta(hours=1), at=now)
    Edition.objects.filter(pk=edition.pk).update(embargo_until=now - timedelta(minutes=1))
    Judgment.objects.filter(inspection=report.inspection).update(status="referred-back", proposed_by=by, proposed_at=AT)
    report_jobs.publish_what_is_due()
    edition.refresh_from_db()
    assert (edition.state, edition.embargo_until) == (EditionState.APPROVED, None)
    assert "A panel referred the judgment back" in edition.held_back
    told = Notice.objects.filter(kind="edition-held-back")
    assert by.pk in told.values_list("owner", flat=True)
    assert barred.pk not in told.values_list("owner", flat=True)
    assert "was not published at its hour: A panel referred the judgment back: Overall." in told.first().text


def test_who_may_no_longer_publish_holds_the_edition_back_in_words(report: Report) -> None:
    edition, by, now = approved(report), manager(), clock.now()
    editions.schedule(by=by, edition=edition, until=now + timedelta(hours=1), at=now)
    Edition.objects.filter(pk=edition.pk).update(embargo_until=now - timedelta(minutes=1))
    by.is_active = False
    by.save()
    report_jobs.publish_what_is_due()
    edition.refresh_from_db()
    assert edition.held_back == "Whoever set the hour may no longer publish this report. Set it again."


def test_a_correction_is_a_second_edition_with_a_notice_and_leaves_the_first_as_it_was(report: Report) -> None:
    first = published(report)
    with pytest.raises(ValidationError, match="what this edition corrects"):
        prepared(report)
    with pytest.raises(ValidationError, match="Nothing has changed since edition 1"):
        prepared(report, notice="A count was wrong.")
    Section.objects.filter(report=report).update(text="The force works very well with its partners.")
    second = published(report, notice="A word was missing.")
    first.refresh_from_db()
    assert (second.number, second.notice, second.state) == (2, "A word was missing.", "published")
    assert shape.from_text(first.snapshot)["sections"][0]["blocks"][0]["text"].endswith("works well with its partners.")
    assert first.sha256 == shape.hash_of(first.snapshot)
    report.inspection.refresh_from_db()
    assert report.inspection.published_on == date(2018, 5, 29)


def test_an_edition_to_come_is_for_those_who_read_the_inspection_and_one_that_is_out_for_all(report: Report) -> None:
    published(report)
    Section.objects.filter(report=report).update(text="Otherwise.")
    prepared(report, notice="A word was wrong.")
    on_team = factories.AssignmentFactory(inspection=report.inspection, user__role=Role.INSPECTOR).user
    barred = factories.BarFactory(user__role=Role.MANAGER, force=report.inspection.force).user
    seen = {
        person.role + name: Edition.objects.visible_to(person).count()
        for name, person in {
            "": manager(), " on the team": on_team, " barred": barred,
            " elsewhere": factories.UserFactory(role=Role.INSPECTOR), "-": factories.UserFactory(role=Role.AUDITOR),
            "+": factories.UserFactory(role=Role.ADMINISTRATOR),
            " of the force": factories.ForceContactFactory(force=report.inspection.force).user,
        }.items()
    }  # fmt: skip
    assert seen == {
        "manager": 2, "inspector on the team": 2, "manager barred": 1, "inspector elsewhere": 1, "auditor-": 2,
        "administrator+": 1, "force contact of the force": 1,
    }  # fmt: skip
