"""A template of three themes that nobody uses, for the tests of editing criteria."""

from __future__ import annotations

from typing import Any

from accounts.models import Role, User
from inspections.actions import criteria_parts as actions
from inspections.models import CriteriaTemplate, Criterion, Rating, Theme
from tests import factories

QUESTIONS = {"Response": ["Attended?", "In time?", "Scene kept?"], "Supervision": ["Directed?", "Reviewed?"]}


def template(**fields: Any) -> CriteriaTemplate:
    """Return a template: five questions under two themes, a third theme empty, ratings good and poor.

    Question 2 is asked only when question 1 is answered yes, question 5 only when question 4 is answered no.
    """
    made: CriteriaTemplate = factories.TemplateFactory(slug="quality", title="Quality", **fields)
    for place, (title, texts) in enumerate({**QUESTIONS, "Outcome": []}.items(), start=1):
        theme = factories.ThemeFactory(template=made, number=place, title=title)
        for number, text in enumerate(texts, start=1):
            factories.CriterionFactory(theme=theme, number=number, text=text, slug=text.lower().strip("?"))
    for later, earlier, answer in (("In time?", "Attended?", "yes"), ("Reviewed?", "Directed?", "no")):
        Criterion.objects.filter(text=later).update(asked_after=question(made, earlier), asked_when=answer)
    factories.RatingFactory(template=made, number=1, slug="good", label="Good", counts_as_good=True)
    factories.RatingFactory(template=made, number=2, slug="poor", label="Poor", counts_as_good=False)
    return made


def administrator() -> User:
    """Return an administrator."""
    made: User = factories.user(Role.ADMINISTRATOR, name="Administrator")
    return made


def theme(made: CriteriaTemplate, title: str) -> Theme:
    """Return a theme by its title."""
    return Theme.objects.get(template=made, title=title)


def question(made: CriteriaTemplate, text: str) -> Criterion:
    """Return a question by its words."""
    return Criterion.objects.select_related("theme").get(theme__template=made, text=text)


def rating(made: CriteriaTemplate, label: str) -> Rating:
    """Return a rating by its label."""
    return Rating.objects.get(template=made, label=label)


def version(made: CriteriaTemplate) -> int:
    """Return the template's version as it is now."""
    return CriteriaTemplate.objects.get(pk=made.pk).version


def put(by: User, made: CriteriaTemplate, part: Criterion | None = None, **changes: Any) -> Criterion:
    """Add a question, or change one in what is named."""
    held = {"theme": theme(made, "Response"), "text": "New?", "answer_set": "standard"}
    if part:
        names = ("theme", "text", "guidance", "is_critical", "answer_set", "asked_after", "asked_when")
        held = {name: getattr(part, name) for name in names}
    return actions.put_question(by=by, template=made, part=part, **{"version": version(made), **held, **changes})


def press(by: User, made: CriteriaTemplate, part: Any, to: str) -> Any:
    """Move a part up or down, or remove it."""
    if to == "remove":
        return actions.remove(by=by, template=made, version=version(made), part=part)
    return actions.move(by=by, template=made, version=version(made), part=part, up=to == "up")


def asked(made: CriteriaTemplate) -> list[str]:
    """Return the questions in the order they are asked: number of the theme, number in it, words."""
    return [f"{one.theme.number}.{one.number} {one.text}" for one in Criterion.objects.of_template(made.pk)]
