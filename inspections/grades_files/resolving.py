"""Finds what a row is about: force, cycle, framework, question, grade; or says what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from forces.models import Cycle, Force
from forces.returns.layout import Problem
from inspections.grades_files.layout import LONGEST, REQUIRED, Line
from inspections.grades_files.lookup import Reference
from inspections.grades_files.messages import WANTED, refusal
from inspections.models import Framework, Grade, Grading, JudgmentState, Pillar, Question
from inspections.rules import grades_files as rules
from inspections.rules import words


@dataclass
class Told:
    """What a row says, in our terms. No question: the overall judgment of `pillar`."""

    line: Line
    force: Force
    cycle: Cycle
    versions: list[Framework]
    """The versions of the framework that ask it: those in use first, and of these or others the newest."""
    questions: dict[int, Question]
    """The question in each of them, by the framework's key; none for an overall judgment."""
    pillar: str
    state: str = JudgmentState.GRADED
    grade: Grade | None = None
    published_on: date | None = None

    @property
    def of(self) -> tuple[int, int, str]:
        """Return whose inspection it is of: force, cycle, the framework's pillar."""
        return self.force.pk, self.cycle.pk, self.versions[0].pillar

    @property
    def on(self) -> str:
        """Return in words what is judged."""
        question = next(iter(self.questions.values()), None)
        if question:
            return question.title
        return "Overall" if self.pillar == self.versions[0].pillar else f"{Pillar(self.pillar).label}, overall"


@dataclass
class Resolver:
    """Resolves row after row; each step finds one thing or notes what is wrong.

    The grade comes last, when it is known which version of the framework the row's inspection is against.
    """

    reference: Reference
    today: date
    problems: list[Problem] = field(default_factory=list)

    def resolve(self, line: Line) -> Told | list[Problem]:
        """Return what a row says, or everything that is wrong with it."""
        self.problems = []
        self.check_texts(line)
        force, cycle = self.force(line), self.cycle(line)
        told = self.framework(line, force, cycle) if force and cycle else None
        if told:
            self.day(line, told)
        return told if told and not self.problems else self.problems

    def note(self, code: str, line: Line, heading: str, **said: str) -> None:
        """Note what is wrong with a cell."""
        self.problems.append(refusal(code, line, heading, **said))

    def check_texts(self, line: Line) -> None:
        """Note cells that are empty or too long."""
        for heading in REQUIRED:
            if not line.text(heading) and heading != "pillar":
                self.note("empty", line, heading, wanted=WANTED[heading])
        for heading, longest in LONGEST.items():
            if len(line.text(heading)) > longest:
                self.note("text-too-long", line, heading, length=str(len(line.text(heading))), limit=str(longest))

    def force(self, line: Line) -> Force | None:
        """Return the force of a row, by its name, code or another name of it."""
        if not line.text("force"):
            return None
        force = self.reference.forces.get(words.force_words(line.text("force")))
        if force is None:
            self.note("force-unknown", line, "force")
        elif not force.is_in_scope:
            self.note("force-out-of-scope", line, "force", name=force.name)
        elif force.is_barred:  # type: ignore[attr-defined]
            self.note("force-barred", line, "force", name=force.name)
        elif self.reference.forces.get(words.force_words(line.text("official_name")), force) != force:
            self.note("names-differ", line, "official_name", name=force.name)
        else:
            return force
        return None

    def cycle(self, line: Line) -> Cycle | None:
        """Return the cycle of a row."""
        if not line.text("cycle"):
            return None
        cycle = self.reference.cycles.get(words.cycle_slug(line.text("cycle")))
        if cycle is None:
            self.note("cycle-unknown", line, "cycle", cycles=", ".join(self.reference.cycles))
        elif cycle.first_year > self.today.year:
            self.note("cycle-to-come", line, "cycle")
        else:
            return cycle
        return None

    def framework(self, line: Line, force: Force, cycle: Cycle) -> Told | None:
        """Return a row with the framework of its cycle and pillar, or of all pillars, and what it judges there."""
        pillar = rules.pillar_of(line.text("pillar"))
        if pillar is None:
            self.note("pillar-unknown", line, "pillar")
            return None
        held = self.reference.frameworks
        versions = held.get((cycle.pk, pillar)) or held.get((cycle.pk, words.WHOLE_PEEL))
        if not versions:
            self.note("framework-unknown", line, "pillar", cycle=cycle.title)
        elif not line.text("question"):
            pass  # noted as empty
        elif rules.is_overall(line.text("question"), pillar):
            return self.overall(line, Told(line, force, cycle, versions, {}, pillar))
        else:
            return self.question(line, Told(line, force, cycle, versions, {}, pillar))
        return None

    def overall(self, line: Line, told: Told) -> Told | None:
        """Return a row about an overall judgment, where the framework gives one of the pillar."""
        framework = told.versions[0]
        about = self.pillars(framework)
        if not self.has_overall(told):
            self.note("no-overall", line, "question", framework=framework.title)
        elif about and told.pillar == words.WHOLE_PEEL:
            self.note("which-overall", line, "pillar", framework=framework.title)
        else:
            told.pillar = told.pillar if about else framework.pillar
            return told
        return None

    def has_overall(self, told: Told) -> bool:
        """Say whether the framework gives an overall judgment of the row's pillar, or of some where it names none."""
        framework, about = told.versions[0], self.pillars(told.versions[0])
        return framework.has_overall and (not about or told.pillar in {*about, words.WHOLE_PEEL})

    def pillars(self, framework: Framework) -> set[str]:
        """Return the pillars that a framework's questions are under, where it has several."""
        return {question.pillar for question in self.reference.questions[framework.pk]} - {""}

    def question(self, line: Line, told: Told) -> Told | None:
        """Return a row with its question in each version of the framework that asks it."""
        text = line.text("question")
        said = words.question_words(text)
        names: list[Callable[[Question], bool]] = [
            lambda one: said in {words.plain(one.title), one.slug},
            lambda one: one.slug == words.QUESTIONS.get(said),
        ]
        asked = {version.pk: self.reference.questions[version.pk] for version in told.versions}
        for is_it in names:
            told.questions = told.questions or {
                pk: one for pk, questions in asked.items() for one in questions if is_it(one)
            }
        framework = told.versions[0]
        if not told.questions:
            titles = dict.fromkeys(one.title for questions in asked.values() for one in questions)
            named = ["Overall", *titles] if self.has_overall(told) else titles
            self.note("question-unknown", line, "question", framework=framework.title, questions="; ".join(named))
            return None
        about = next(iter(told.questions.values())).pillar
        if about and told.pillar not in {about, words.WHOLE_PEEL}:
            name = str(Pillar(about).label.lower())
            self.note("question-elsewhere", line, "question", framework=framework.title, pillar=name)
            return None
        told.versions = [version for version in told.versions if version.pk in told.questions]
        return told

    def grade(self, told: Told, framework: Framework) -> list[Problem]:
        """Put the grade into a row as a version gives it, or the state that is no grade; return what is wrong."""
        self.problems = []
        line, text = told.line, told.line.text("grade")
        scale = self.reference.grades[framework.scale_id]
        question = told.questions.get(framework.pk)
        grading = question.grading if question else Grading.GRADED
        told.grade = scale.get(words.plain(text))
        state = rules.state_of(text, grading)
        if told.grade:
            if grading != Grading.GRADED:
                self.note("never-graded", line, "grade", framework=framework.title)
        elif state:
            told.state = state
        else:
            allowed = ", ".join([*(one.label.lower() for one in scale.values()), "not graded"])
            self.note("grade-unknown", line, "grade", framework=framework.title, grades=allowed)
        return self.problems

    def day(self, line: Line, told: Told) -> None:
        """Put the day of publication into a row, where the file gives it."""
        if not (text := line.text("published_on")):
            return
        told.published_on = words.day_of(text)
        if told.published_on is None:
            self.note("not-a-date", line, "published_on")
        elif told.published_on > self.today:
            self.note("published-later", line, "published_on")
        elif told.published_on.year < told.cycle.first_year:
            self.note("published-before", line, "published_on", cycle=told.cycle.title)
