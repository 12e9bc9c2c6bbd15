"""The live records a report is drawn from, each asked once for as long as one document is made."""

from __future__ import annotations

from functools import cached_property

from django.db.models import prefetch_related_objects

from findings.models import Finding
from inspections.models import Exercise, Inspection, ScopeDecision
from reports import inspections
from reports.document import findings, judgments, reviews
from reports.document.figures import Drawn, figures_of
from reports.document.shape import FindingPart, FollowUpPart, JudgmentPart
from reports.gates import Facts
from reports.inspections import Line
from reports.models import Report, Section


class Records:
    """What a report says, apart from its words."""

    def __init__(self, report: Report) -> None:
        self.report = report

    @cached_property
    def inspection(self) -> Inspection:
        """Return the inspection, with what every part of the document asks of it."""
        held = Inspection.objects.select_related("force", "cycle", "framework__cycle")
        return held.get(pk=self.report.inspection_id)

    @cached_property
    def facts(self) -> Facts:
        """Return what gates ask of the inspection."""
        return Facts(self.inspection)

    @cached_property
    def sections(self) -> list[Section]:
        """Return the sections that are printed, in order."""
        held = self.report.sections.select_related("question", "written_by").order_by("position")
        return [section for section in held if self.prints(section)]

    def prints(self, section: Section) -> bool:
        """Say whether a section is printed: one on a question that was left out since keeps its words and is not."""
        entry = self.facts.scope.get(section.question.slug) if section.question else None
        return entry is None or entry.decision != ScopeDecision.CARRIED_OVER

    @cached_property
    def lines(self) -> list[Line]:
        """Return the questions of the framework with what was decided and concluded about each."""
        found = inspections.lines(self.inspection, with_judgments=True, facts=self.facts)
        held = [line.judgment for line in found if line.judgment]
        prefetch_related_objects(held, "corrections__grade")
        return found

    @cached_property
    def judgments(self) -> list[JudgmentPart]:
        """Return what stands on each question."""
        return [judgments.judgment_part(line, self.inspection.cycle.first_year) for line in self.lines]

    @cached_property
    def raised(self) -> list[Finding]:
        """Return the findings of the inspection."""
        return findings.findings_of(self.inspection)

    @cached_property
    def findings(self) -> list[FindingPart]:
        """Return the same as they are printed."""
        return [findings.finding_part(finding) for finding in self.raised]

    @cached_property
    def follow_up(self) -> list[FollowUpPart]:
        """Return what became of earlier findings."""
        return findings.follow_up_of(self.inspection)

    @cached_property
    def reviews(self) -> list[Exercise]:
        """Return the finished file reviews a field may name."""
        return reviews.reviews_of(self.inspection)

    @cached_property
    def figures(self) -> list[Drawn]:
        """Return the figures the report carries."""
        return figures_of(self.report)

    def forget_figures(self) -> None:
        """Ask for the figures again when they are next wanted: they were frozen meanwhile."""
        self.__dict__.pop("figures", None)
