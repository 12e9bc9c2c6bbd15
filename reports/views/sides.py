"""What differs between the kinds of proposals: their forms, what these offer, what confirming does."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError

from core import clock
from findings.back_catalogue.planning import Plan
from findings.models import FindingKind
from findings.rules import back_catalogue as words
from inspections.models import Diagnostic, Grade, Judgment, JudgmentState, Question
from inspections.rules.words import cycle_slug
from reports.actions import readings, recording
from reports.actions.readings import Printed
from reports.forms.readings import FindingForm, JudgmentForm, RecommendationForm, ReviewForm
from reports.models import Proposal, ProposalKind
from reports.reading.layout import OVERALL
from reports.reading.words import UNGRADED

NONE_NAMED = ("", "None named")


class Side:
    """One kind of proposal: its form, what it offers, what confirming does."""

    def __init__(self, by: Any, proposal: Proposal) -> None:
        self.by, self.proposal, self.report = by, proposal, proposal.report

    @property
    def of(self) -> Any:
        """Return the inspection."""
        return self.report.inspection

    @property
    def asked(self) -> dict[str, Any]:
        """Return what every confirmation says."""
        return {"by": self.by, "proposal": self.proposal, "at": clock.now()}

    def offers(self) -> dict[str, Callable[[], list[Any]]]:
        """Return the choices of its fields."""
        return {}

    def effects(self) -> list[str]:
        """Return in words what confirming would do."""
        return []

    def questions(self) -> list[Question]:
        """Return the questions of the framework."""
        if self.of is None:
            return []
        return list(Question.objects.filter(framework=self.of.framework_id).order_by("number"))


class JudgmentSide(Side):
    """A judgment."""

    def form_class(self) -> type[JudgmentForm]:
        """Return the form."""
        return JudgmentForm

    def initial(self) -> dict[str, Any]:
        """Return what was read."""
        now = self.proposal.now
        grade = now["grade"]
        if grade == UNGRADED:
            grade = JudgmentState.UNGRADED_BY_DESIGN
        cycle = self.of.cycle.slug if self.of else ""
        return {
            "question": now["slug"],
            "conclusion": grade,
            "last_inspected": cycle_slug(now["last_inspected"]) or cycle,
        }

    def offers(self) -> dict[str, Callable[[], list[Any]]]:
        """Return the questions; the grades of the scale, and the states that are none."""

        def questions() -> list[Any]:
            return [("", "Choose one"), (OVERALL, "Overall"), *((one.slug, one.title) for one in self.questions())]

        def conclusions() -> list[Any]:
            states = [
                (JudgmentState.UNGRADED_BY_DESIGN.value, "Ungraded: the framework never grades it"),
                (JudgmentState.NARRATIVE_ONLY.value, "Narrative only"),
                (JudgmentState.NOT_GRADED.value, "Not graded, for a reason"),
            ]
            grades = [(one.slug, one.label) for one in self.grades()]
            return [("", "Choose one"), ("Grades", grades), ("No grade", states)]

        return {"question": questions, "conclusion": conclusions}

    def effects(self) -> list[str]:
        """Say what is held of the question: it is never overwritten."""
        slug = self.proposal.now["slug"]
        held = Judgment.objects.filter(inspection=self.of).select_related("question", "grade")
        same = next((one for one in held if (one.question.slug if one.question else OVERALL) == slug), None)
        if same:
            return [f"{self.of} holds this judgment already. {same}. It stays as it is."]
        return [f"Adds the judgment to {self.of}, unless the question was last inspected in an earlier cycle."]

    def grades(self) -> list[Grade]:
        """Return the grades of the framework's scale, the best first."""
        if self.of is None or self.of.framework is None:
            return []
        return list(Grade.objects.filter(scale=self.of.framework.scale_id).order_by("rank"))

    def confirm(self, said: dict[str, Any]) -> Proposal:
        """Record the judgment."""
        questions = {one.slug: one for one in self.questions()}
        grades = {one.slug: one for one in self.grades()}
        chosen, conclusion = said["question"], said["conclusion"]
        if chosen != OVERALL and chosen not in questions:
            raise ValidationError({"question": "Choose a question of the framework."})
        grade = grades.get(conclusion)
        if grade is None and conclusion not in STATES:
            raise ValidationError({"conclusion": "Choose a grade of the framework’s scale, or why there is none."})
        return readings.confirm_judgment(
            **self.asked,
            version=said["version"],
            question=questions.get(chosen),
            state=JudgmentState.GRADED if grade else conclusion,
            grade=grade,
            last_inspected=cycle_slug(said["last_inspected"]),
            reason=said["reason"],
        )


STATES = {JudgmentState.UNGRADED_BY_DESIGN, JudgmentState.NARRATIVE_ONLY, JudgmentState.NOT_GRADED}


class FindingSide(Side):
    """A finding."""

    @property
    def is_recommendation(self) -> bool:
        """Say whether it stands under a cause of concern."""
        return bool(self.proposal.read["kind"] == FindingKind.RECOMMENDATION)

    def form_class(self) -> type[FindingForm]:
        """Return the form."""
        return RecommendationForm if self.is_recommendation else FindingForm

    def initial(self) -> dict[str, Any]:
        """Return what was read."""
        read = self.proposal.read
        title = "" if self.proposal.is_damaged else words.title_of(read["wording"])
        found = {"wording": read["wording"], "title": title}
        if self.is_recommendation:
            return {**found, "parent": self.proposal.parent.number if self.proposal.parent else ""}
        question = self.question_read()
        part = next((one for one in self.parts() if question and one.title == read["diagnostic"]), None)
        return {**found, "place": f"part-{part.pk}" if part else f"question-{question.pk}" if question else ""}

    @cached_property
    def all_questions(self) -> list[Question]:
        """Return the questions, asked once."""
        return self.questions()

    def parts(self) -> list[Diagnostic]:
        """Return the parts of the questions, asked once."""
        if not hasattr(self, "_parts"):
            of = self.of.framework_id if self.of else None
            self._parts = list(Diagnostic.objects.filter(question__framework=of).order_by("question", "number"))
        return self._parts

    def question_read(self) -> Question | None:
        """Return the question in whose chapter it stands."""
        slug = self.proposal.read["slug"]
        return next((one for one in self.all_questions if one.slug == slug), None)

    @cached_property
    def plan(self) -> Plan:
        """Return what confirming it as read would do."""
        question, above = self.question_read(), self.proposal.parent and self.proposal.parent.finding
        if above:
            question = above.question
        return recording.planned(
            self.report,
            kind=self.proposal.read["kind"],
            question=question.title if question else "",
            wording=self.proposal.read["wording"],
            by=self.by,
            at=clock.now(),
            locked=False,
        )

    def offers(self) -> dict[str, Callable[[], list[Any]]]:
        """Return where it may belong, and which held findings it may be."""
        where = {"parent": self.concerns} if self.is_recommendation else {"place": self.places}
        return {**where, "same_as": self.held}

    def places(self) -> list[Any]:
        """Return each question and its parts."""
        found: list[Any] = [NONE_NAMED]
        for question in self.all_questions:
            parts = [(f"part-{one.pk}", one.title) for one in self.parts() if one.question_id == question.pk]
            found.append((question.title, [(f"question-{question.pk}", f"{question.title}, as a whole"), *parts]))
        return found

    def concerns(self) -> list[Any]:
        """Return the causes of concern that the report raises."""
        above = self.report.proposals.filter(kind=ProposalKind.FINDING, read__kind=FindingKind.CAUSE_OF_CONCERN)
        return [NONE_NAMED, *((str(one.number), words.title_of(one.now["wording"])) for one in above)]

    def held(self) -> list[Any]:
        """Return the held findings of its kind, force and cycle; where one reads alike nothing is chosen beforehand."""
        held = [one for some in self.plan.held.findings.values() for one in some]
        same = [(one.reference, str(one)) for one in held if one.kind == self.proposal.read["kind"]]
        choose = [("", "Choose one")] if recording.alike(self.plan) else []
        return [*choose, (recording.NEW, "No: add it as new"), *same]

    def effects(self) -> list[str]:
        """Return what the back catalogue would do with it as it is read."""
        [row] = self.plan.rows
        if row.problems:
            return [f"{problem.message} {problem.mend}" for problem in row.problems]
        if row.outcome == "unchanged" and row.standing:
            return [f"Held already as {row.standing.finding.reference}, in the same words: nothing is added."]
        return [*row.does, *(warning.replace("take this row out", "choose it below") for warning in row.warnings)]

    def confirm(self, said: dict[str, Any]) -> Proposal:
        """Record the finding."""
        place, question = said.get("place", ""), self.proposal.asked_question  # type: ignore[attr-defined]
        if place and not question:
            raise ValidationError({"place": "Choose a question of the framework."})
        parent = said.get("parent", "")
        printed = Printed(
            title=said["title"],
            wording=said["wording"],
            question=question or "",
            diagnostic=int(place.removeprefix("part-")) if place.startswith("part-") else None,
            parent=int(parent) if parent.isdecimal() else None,
            same_as=said["same_as"],
        )
        return readings.confirm_finding(**self.asked, version=said["version"], printed=printed)


class ReviewSide(Side):
    """A count of files."""

    def form_class(self) -> type[ReviewForm]:
        """Return the form."""
        return ReviewForm

    def initial(self) -> dict[str, Any]:
        """Return what was read."""
        return {"files": self.proposal.now["files"], "good": self.proposal.now["good"]}

    def effects(self) -> list[str]:
        """Say where the count will stand."""
        return [
            "A count is recognised where the inspection holds a file review of it. Otherwise it is kept here for "
            "reference: a file review is made only from a draw, and no report prints its seed."
        ]

    def confirm(self, said: dict[str, Any]) -> Proposal:
        """Keep the count."""
        return readings.confirm_review(**self.asked, **said)


SIDES: dict[str, type[Side]] = {
    ProposalKind.JUDGMENT: JudgmentSide,
    ProposalKind.FINDING: FindingSide,
    ProposalKind.FILE_REVIEW: ReviewSide,
}
