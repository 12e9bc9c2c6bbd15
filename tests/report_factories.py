"""Factories of the reports app; those of the other rooms are in `tests.factories`."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from reports.models import (
    AccuracyCheck,
    Comment,
    CommentFile,
    CommentKind,
    Edition,
    EditionFile,
    EditionState,
    FileFormat,
    GlossaryTerm,
    Report,
    ReportFigure,
    Section,
    SectionDraft,
    SectionKind,
)
from tests.factories import InspectionFactory, MeasureFactory, PeriodFactory, UserFactory


class ReportFactory(DjangoModelFactory):
    """The report of an open inspection, begun; its sections are made with it by the action, not here."""

    class Meta:
        model = Report

    inspection = factory.SubFactory(InspectionFactory, open=True)
    title = factory.LazyAttribute(lambda r: f"Report of {r.inspection.reference}")
    started_by = factory.SubFactory(UserFactory)
    started_at = datetime(2018, 5, 20, 9, tzinfo=UTC)


class SectionFactory(DjangoModelFactory):
    """The summary of a report."""

    class Meta:
        model = Section

    report = factory.SubFactory(ReportFactory)
    kind = SectionKind.SUMMARY
    position = factory.Sequence(lambda n: n + 1)
    heading = "Summary"
    text = "The force works well with its partners."


class SectionDraftFactory(DjangoModelFactory):
    """What somebody has typed and not saved."""

    class Meta:
        model = SectionDraft

    section = factory.SubFactory(SectionFactory)
    user = factory.SubFactory(UserFactory)
    text = "Half a sentence"
    seen_version = 1
    kept_at = datetime(2018, 5, 20, 10, tzinfo=UTC)


class ReportFigureFactory(DjangoModelFactory):
    """A figure a section carries."""

    class Meta:
        model = ReportFigure

    section = factory.SubFactory(SectionFactory)
    measure = factory.SubFactory(MeasureFactory)
    period = factory.SubFactory(PeriodFactory)
    position = 1
    caption = "The figure"


class GlossaryTermFactory(DjangoModelFactory):
    """A word reports explain."""

    class Meta:
        model = GlossaryTerm

    term = factory.Sequence(lambda n: f"term {n}")
    definition = "What it means."


class AccuracyCheckFactory(DjangoModelFactory):
    """A draft with the force until 15 June 2018."""

    class Meta:
        model = AccuracyCheck

    report = factory.SubFactory(ReportFactory)
    number = 1
    sent_by = factory.SubFactory(UserFactory)
    sent_at = datetime(2018, 5, 31, 9, tzinfo=UTC)
    working_days = 10
    due_on = date(2018, 6, 14)
    snapshot = "{}"
    sha256 = hashlib.sha256(b"{}").hexdigest()


class CommentFactory(DjangoModelFactory):
    """A force says a number is wrong."""

    class Meta:
        model = Comment

    accuracy_check = factory.SubFactory(AccuracyCheckFactory)
    number = factory.Sequence(lambda n: n + 1)
    block = "summary-1"
    kind = CommentKind.TYPING
    text = "The number is of the year before."
    made_by = factory.SubFactory(UserFactory)
    made_at = datetime(2018, 6, 1, 9, tzinfo=UTC)


class CommentFileFactory(DjangoModelFactory):
    """A file sent with a comment."""

    class Meta:
        model = CommentFile

    comment = factory.SubFactory(CommentFactory)
    file = factory.django.FileField(filename="sheet.pdf", data=b"%PDF-1.4")
    name = "sheet.pdf"
    kind = "application/pdf"
    size = 8
    sha256 = hashlib.sha256(b"%PDF-1.4").hexdigest()


class EditionFactory(DjangoModelFactory):
    """An edition waiting for approval; `out` makes a published one."""

    class Meta:
        model = Edition

    class Params:
        out = factory.Trait(
            state=EditionState.PUBLISHED,
            approved_by=factory.SubFactory(UserFactory),
            approved_at=datetime(2018, 5, 30, 9, tzinfo=UTC),
            published_on=date(2018, 5, 31),
            published_at=datetime(2018, 5, 31, 9, tzinfo=UTC),
            published_by=factory.SubFactory(UserFactory),
        )

    report = factory.SubFactory(ReportFactory)
    number = 1
    snapshot = "{}"
    sha256 = hashlib.sha256(b"{}").hexdigest()
    prepared_by = factory.SubFactory(UserFactory)
    prepared_at = datetime(2018, 5, 29, 9, tzinfo=UTC)


class EditionFileFactory(DjangoModelFactory):
    """The PDF file of an edition."""

    class Meta:
        model = EditionFile

    edition = factory.SubFactory(EditionFactory, out=True)
    format = FileFormat.PDF
    file = factory.django.FileField(filename="report.pdf", data=b"%PDF-1.4")
    sha256 = hashlib.sha256(b"%PDF-1.4").hexdigest()
    size = 8
    made_at = datetime(2018, 5, 31, 9, tzinfo=UTC)
