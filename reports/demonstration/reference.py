"""Forces, populations, cycles, frameworks, inspections, scope and published grades of the demonstration."""

from __future__ import annotations

from core import history
from forces.models import Cycle, Force, Population
from inspections.models import (
    Diagnostic,
    Framework,
    Grade,
    Inspection,
    Judgment,
    Question,
    QuestionMapping,
    Scale,
    ScopeEntry,
)
from reports.demonstration.tables import day, rows, whole, yes


def load() -> None:
    """Load what is missing, table by table."""
    load_forces()
    load_frameworks()
    load_inspections()
    load_judgments()


def load_forces() -> None:
    """Load the 43 forces, British Transport Police, populations and cycles."""
    for row in rows("forces"):
        Force.objects.get_or_create(
            code=row["code"],
            defaults={
                "slug": row["slug"],
                "name": row["name"],
                "official_name": row["official_name"],
                "ons_code": row["ons_code"],
                "country": row["country"],
                "region": row["region"],
                "is_in_scope": yes(row["in_scope"]),
                "file_review_sample": whole(row["file_review_sample"]),
            },
        )
    forces = {force.code: force for force in Force.objects.all()}
    held = set(Population.objects.values_list("force__code", "mid_year"))
    missing = [row for row in rows("populations") if (row["force"], int(row["mid_year"])) not in held]
    history.bulk_create(
        Population,
        [
            Population(
                force=forces[row["force"]],
                mid_year=int(row["mid_year"]),
                basis=row["basis"],
                resident=int(row["resident"]),
                transient=whole(row["transient"]),
                source=row["source"],
            )
            for row in missing
        ],
    )
    for row in rows("cycles"):
        Cycle.objects.get_or_create(
            slug=row["slug"], defaults={"title": row["title"], "first_year": int(row["first_year"])}
        )


def load_frameworks() -> None:
    """Load the scale, the frameworks, their questions and diagnostics."""
    cycles = {cycle.slug: cycle for cycle in Cycle.objects.all()}
    for row in rows("scales"):
        scale, _ = Scale.objects.get_or_create(slug=row["scale"], defaults={"title": row["scale_title"]})
        Grade.objects.get_or_create(
            scale=scale,
            slug=row["slug"],
            defaults={"label": row["label"], "rank": int(row["rank"]), "descriptor": row["descriptor"]},
        )
    scales = {scale.slug: scale for scale in Scale.objects.all()}
    for row in rows("frameworks"):
        Framework.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "cycle": cycles[row["cycle"]],
                "pillar": row["pillar"],
                "version_number": int(row["version"]),
                "title": row["title"],
                "scale": scales[row["scale"]],
                "has_overall": yes(row["overall"]),
                "source": row["source"],
            },
        )
    frameworks = {framework.slug: framework for framework in Framework.objects.all()}
    for row in rows("questions"):
        Question.objects.get_or_create(
            framework=frameworks[row["framework"]],
            slug=row["slug"],
            defaults={
                "number": int(row["number"]),
                "pillar": row["pillar"],
                "title": row["title"],
                "grading": row["grading"],
                "source": row["source"],
            },
        )
    questions = questions_by_key()
    for row in rows("diagnostics"):
        Diagnostic.objects.get_or_create(
            question=questions[row["framework"], row["question"]],
            number=int(row["number"].rpartition(".")[2]),
            defaults={"title": row["title"]},
        )
    for row in rows("question_mappings"):
        earlier, later = (questions[tuple(row[which].split("/"))] for which in ("earlier", "later"))  # type: ignore[index]
        QuestionMapping.objects.get_or_create(
            earlier=earlier, later=later, defaults={"kind": row["kind"], "note": row["note"]}
        )


def questions_by_key() -> dict[tuple[str, str], Question]:
    """Return every question by framework and slug."""
    return {(q.framework.slug, q.slug): q for q in Question.objects.select_related("framework")}


def load_inspections() -> None:
    """Load inspections and what each one covered."""
    forces = {force.code: force for force in Force.objects.all()}
    cycles = {cycle.slug: cycle for cycle in Cycle.objects.all()}
    frameworks = {framework.slug: framework for framework in Framework.objects.all()}
    held = set(Inspection.objects.values_list("reference", flat=True))
    history.bulk_create(
        Inspection,
        [
            Inspection(
                reference=row["reference"],
                force=forces[row["force"]],
                cycle=cycles[row["cycle"]],
                framework=frameworks.get(row["framework"]),
                kind=row["kind"],
                stage=row["stage"],
                published_on=day(row["published_on"]),
                fieldwork_from=day(row["fieldwork_from"]),
                fieldwork_to=day(row["fieldwork_to"]),
                is_illustrative=row["source"].startswith("Illustrative"),
                source=row["source"],
            )
            for row in rows("inspections")
            if row["reference"] not in held
        ],
    )
    inspections = {i.reference: i for i in Inspection.objects.select_related("framework")}
    questions = questions_by_key()
    decided = set(ScopeEntry.objects.values_list("inspection__reference", "question__slug"))
    history.bulk_create(
        ScopeEntry,
        [
            ScopeEntry(
                inspection=inspections[row["inspection"]],
                question=questions[inspections[row["inspection"]].framework.slug, row["question"]],  # type: ignore[union-attr]
                decision=row["scope"],
                reason=row["reason"],
                source=row["source"],
            )
            for row in rows("scope")
            if (row["inspection"], row["question"]) not in decided
        ],
    )


def load_judgments() -> None:
    """Load the published grades, and the states that are no grade."""
    inspections = {i.reference: i for i in Inspection.objects.select_related("framework")}
    questions = questions_by_key()
    grades = {(grade.scale_id, grade.slug): grade for grade in Grade.objects.all()}
    held = set(Judgment.objects.values_list("inspection__reference", "question__slug"))
    judgments = []
    for row in rows("grades"):
        framework = inspections[row["inspection"]].framework
        question = None if row["question"] == "overall" else questions[framework.slug, row["question"]]  # type: ignore[union-attr]
        if (row["inspection"], question.slug if question else None) in held:
            continue
        judgments.append(
            Judgment(
                inspection=inspections[row["inspection"]],
                question=question,
                state=row["state"],
                grade=grades[framework.scale_id, row["grade"]] if row["grade"] else None,  # type: ignore[union-attr]
                reason=row["reason"],
                source=row["source"],
            )
        )
    history.bulk_create(Judgment, judgments)
