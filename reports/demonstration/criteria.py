"""The criteria that the demonstration reviews crime files against."""

from __future__ import annotations

from inspections.models import CriteriaTemplate, Criterion, Rating, Theme
from reports.demonstration.tables import rows, yes

TEMPLATE = "investigation-quality"


def load() -> CriteriaTemplate:
    """Load the illustrative template: themes, questions, ratings."""
    template, made = CriteriaTemplate.objects.get_or_create(
        slug=TEMPLATE, version_number=1, defaults={"title": "Quality of an investigation", "is_illustrative": True}
    )
    if not made:
        return template
    load_questions(template)
    Rating.objects.bulk_create(
        Rating(
            template=template,
            number=int(row["number"]),
            slug=row["slug"],
            label=row["label"],
            counts_as_good=yes(row["counts_as_good"]),
        )
        for row in rows("ratings")
    )
    return template


def load_questions(template: CriteriaTemplate) -> None:
    """Load the themes and their questions; one that is asked only after an answer names an earlier one."""
    themes: dict[str, Theme] = {}
    questions: dict[str, Criterion] = {}
    for row in rows("criteria"):
        number = row["theme_number"]
        if number not in themes:
            themes[number] = Theme.objects.create(template=template, number=int(number), title=row["theme"])
        questions[row["slug"]] = Criterion.objects.create(
            theme=themes[number],
            number=int(row["number"]),
            slug=row["slug"],
            text=row["text"],
            guidance=row["guidance"],
            is_critical=yes(row["critical"]),
            answer_set=row["answers"],
            asked_after=questions[row["asked_after"]] if row["asked_after"] else None,
            asked_when=row["asked_when"],
        )
