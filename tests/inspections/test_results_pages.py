"""The results of an exercise: what is counted and left out, who sees small counts, and the files people take away."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from accounts.models import AccessKind, AccessLog, Role
from core import clock
from core.documents import DocumentsUnavailable
from inspections.models import Answer, Exercise, FileState, Rating, Resolution, ReviewFile, Stratum
from inspections.results import results_of
from inspections.views import results
from tests import factories
from tests.inspections import file_review_samples as samples
from tests.inspections.test_file_reviews_pages import as_, counted, settle

pytestmark = pytest.mark.django_db


def published(files: int, **fields: Any) -> Exercise:
    """Return an exercise of a published inspection: everybody may read it."""
    return samples.exercise(files=files, inspection=factories.InspectionFactory(), **fields)


def with_types(rows: dict[str, tuple[int, int]], crimes: int = 100, **fields: Any) -> Exercise:
    """Return an exercise with offence types → (reviewed, good), each of so many crimes."""
    made = published(sum(reviewed for reviewed, _ in rows.values()), **fields)
    files = iter(made.files.order_by("number"))
    ratings = {slug: samples.rating(made, slug) for slug in ("good", "poor")}
    for number, (title, (reviewed, good)) in enumerate(rows.items(), start=10):
        kind = Stratum.objects.create(
            exercise=made, number=number, slug=title.lower(), title=title, frame_count=crimes * (number - 9)
        )
        for place in range(reviewed):
            mark(next(files), ratings["good" if place < good else "poor"], kind)
    made.strata.filter(number__lt=10).delete()
    return made


def mark(file: ReviewFile, rating: Rating, kind: Stratum | None = None) -> None:
    """Rate a file."""
    file.stratum = kind or file.stratum
    file.state, file.marked_by, file.marked_at = FileState.MARKED, file.reviewer, clock.now()
    file.rating = file.settled_rating = rating
    file.rating_reason = "So."
    file.save()


def mark_again(made: Exercise, numbers: Any, slug: str, resolved: str = "") -> None:
    """Mark files a second time; the lead may have settled the disagreement."""
    for file in made.files.filter(number__in=numbers, second_of__isnull=True):
        rating = samples.rating(made, slug)
        factories.ReviewFileFactory(
            exercise=made, number=file.number, second_of=file, state=FileState.MARKED, reviewer=made.lead,
            rating=rating, rating_reason="So.", marked_by=made.lead, marked_at=clock.now(),
        )  # fmt: skip
        if resolved:
            Resolution.objects.create(
                file=file, rating=samples.rating(made, resolved), reason="Read again.", by=made.lead, at=clock.now()
            )


def address(made: Exercise, tail: str = "") -> str:
    """Return the address of the results."""
    return f"/file-reviews/{made.reference}/results/{tail}"


def page(made: Exercise, person: Any = None) -> str:
    """Return the text of the page's main part as a person sees it; as the lead when nobody is named."""
    response = as_(person or made.lead).get(address(made))
    assert response.status_code == 200
    text = response.content.decode().split("<main")[1].split("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def lines(made: Exercise, person: Any = None) -> dict[tuple[str, str], list[str]]:
    """Return the lines of the CSV as (part, item) → what follows."""
    client: Client = as_(person or made.lead)
    text = b"".join(client.get(address(made, "?format=csv")).streaming_content).decode()
    head, *rows = csv.reader(io.StringIO(text))
    assert head[:11] == [
        "exercise", "design", "part", "item", "good", "reviewed", "not_applicable", "not_asked", "share", "low", "high",
    ]  # fmt: skip
    return {(row[2], row[3]): row[4:] for row in rows}


# --- the whole exercise --------------------------------------------------------------------------------------
def test_a_finished_sample_of_sixty_has_its_share_interval_and_the_report_s_own_figure() -> None:
    made = published(60, as_published="46 of 60")
    settle(made, good=46, poor=14)
    text = page(made, factories.user(Role.FORCE_CONTACT))
    assert "46 of 60 files good (77%, 95% interval 65% to 86%)" in text
    assert "The report says 46 of 60: the same as our count" in text
    assert lines(made)["overall", "files"] == ["46", "60", "", "", "0.7667", "0.6456", "0.8556", "60"]


def test_void_files_are_in_no_count_and_files_not_provided_are_said_to_be_a_possible_bias() -> None:
    made = published(5)
    settle(made, good=2, poor=1)
    made.files.filter(number=4).update(state=FileState.VOID, state_reason="Not a crime.")
    made.files.filter(number=5).update(state=FileState.NOT_PROVIDED, state_reason="Lost.")
    text = page(made)
    assert "2 of 3 files good" in text
    assert "4 drawn, 3 reviewed" in text
    assert "1 file, set aside with a reason" in text
    assert "1 file was not provided by the force. They may differ from those reviewed" in text
    found = lines(made)
    assert (found["void", "files"][-1], found["not-provided", "files"][-1]) == ("1", "1")


@pytest.mark.parametrize("design", ["targeted-dip", "without-count"])
def test_a_dip_and_a_look_without_count_show_no_number_of_good_files(design: str) -> None:
    made = with_types({"Theft": (20, 11), "Rape": (20, 7)}, design=design)
    text = page(made)
    assert "18 of 40" not in text
    assert "%" not in text
    assert "no number" in text
    assert "Theft 100 20 20 –" in text
    assert lines(made)["overall", "files"] == ["", "40", "", "", "", "", "", "40"]
    assert lines(made)["offence-type", "Theft"] == ["", "20", "", "", "", "", "", "20"]


# --- stratified ----------------------------------------------------------------------------------------------
def test_three_offence_types_are_weighted_by_their_crimes() -> None:
    # (100 × 10/20 + 200 × 15/20 + 300 × 5/20) / 600 = (50 + 150 + 75) / 600 = 45.8%; unweighted 30 of 60 = 50%
    made = with_types({"Theft": (20, 10), "Assault": (20, 15), "Rape": (20, 5)}, design="stratified")
    text = page(made)
    assert "46% of crimes (weighted by offence type; 95% interval" in text
    assert "30 of 60 files good" in text
    assert "Stratified sample" in text
    assert "Theft 100 17% 20 20 10 Assault 200 33% 20 20 15 Rape 300 50% 20 20 5" in text
    found = lines(made)
    assert found["weighted", "crimes"][4] == "0.4583"
    assert found["overall", "files"][4:7] == ["", "", ""]  # an unweighted share says nothing


def test_a_stratified_sample_of_a_list_nobody_counted_has_no_share() -> None:
    made = with_types({"Theft": (20, 10), "Assault": (20, 15)}, design="stratified")
    made.strata.update(frame_count=None)
    text = page(made)
    assert "25 of 40 files good" in text
    assert "no weights and no share" in text
    assert "%" not in text


# --- small counts --------------------------------------------------------------------------------------------
TYPES = {"Theft": (12, 9), "Assault": (12, 8), "Harassment": (12, 7), "Rape": (6, 3)}


def test_counts_under_five_are_for_the_team_and_the_next_smallest_is_withheld_with_them() -> None:
    made = with_types(TYPES)
    text = page(made, factories.user(Role.AUDITOR))
    assert "Theft 100 12 12 9 Assault 200 12 12 8" in text
    assert "Harassment 300 Withheld Withheld Withheld Rape 400 Withheld Withheld Withheld" in text
    assert "fewer than 5" in text
    found = lines(made, factories.user(Role.AUDITOR))
    assert found["offence-type", "Rape"] == found["offence-type", "Harassment"] == [""] * 8
    assert found["offence-type", "Theft"][:2] == ["9", "12"]


def test_the_team_and_the_lead_see_every_count() -> None:
    made = with_types(TYPES)
    for person in (made.lead, samples.file_of(made).reviewer):
        text = page(made, person)
        assert "Harassment 300 12 12 7 Rape 400 6 6 3" in text
        assert "Withheld" not in text
        assert lines(made, person)["offence-type", "Rape"][:2] == ["3", "6"]


def test_a_member_of_the_team_who_is_barred_meanwhile_sees_no_small_counts() -> None:
    made = with_types(TYPES)
    reviewer = samples.file_of(made).reviewer
    factories.BarFactory(user=reviewer, force=made.inspection.force)
    assert "Withheld" in page(made, reviewer)
    assert "Withheld" in page(made, factories.user(Role.MANAGER))
    assert "Withheld" in page(made, factories.user(Role.FORCE_CONTACT))


def test_an_offence_type_of_thirty_files_has_its_share_and_one_of_fewer_its_count() -> None:
    made = with_types({"Theft": (30, 20), "Rape": (20, 10)})
    text = page(made)
    assert "Theft 100 30 30 20 (67%, 49% to 81%)" in text
    assert "Rape 200 20 20 10 " in text


# --- themes and questions ------------------------------------------------------------------------------------
def answer(made: Exercise, question: int, values: dict[str, int]) -> None:
    """Answer a question over the marked files in their order: so many of each."""
    criterion = samples.criteria(made)[question - 1]
    said = [value for value, number in values.items() for _ in range(number)]
    Answer.objects.bulk_create(
        Answer(file=file, criterion=criterion, value=value, note="Not done." if value == "no" else "")
        for file, value in zip(made.files.order_by("number"), said, strict=False)
    )


def test_not_applicable_and_not_asked_are_both_outside_the_denominator_and_said_apart() -> None:
    made = published(10)
    first, second = samples.criteria(made)
    second.asked_after, second.asked_when = first, "no"
    second.save()
    settle(made, good=6, poor=4)
    answer(made, 1, {"no": 6, "yes": 3, "not-applicable": 1})
    answer(made, 2, {"yes": 2, "not-evidenced": 1, "not-applicable": 3})
    text = page(made)
    assert "1. Was step 1 taken? 3 of 9 6 0 1 0" in text
    assert "2. Was step 2 taken?; asked only after no to question 1 2 of 3 0 1 3 4" in text
    assert "Theme 1 5 of 12 6 1 4 4" in text
    found = lines(made)
    assert found["question", "2. Was step 2 taken?"][:4] == ["2", "3", "3", "4"]
    assert found["theme", "Theme 1"] == ["5", "12", "4", "4", "", "", "", ""]


def test_a_question_has_its_share_from_thirty_answers_in_one_draw_over_all_types() -> None:
    made = published(40)
    settle(made, good=20, poor=20)
    answer(made, 1, {"yes": 20, "no": 10, "not-applicable": 10})
    answer(made, 2, {"yes": 20, "no": 9, "not-applicable": 11})
    text = page(made)
    assert "1. Was step 1 taken? 20 of 30 (67%, 49% to 81%) 10 0 10 0" in text
    assert "2. Was step 2 taken? 20 of 29 9 0 11 0" in text
    Exercise.objects.filter(pk=made.pk).update(design="stratified")
    assert "1. Was step 1 taken? 20 of 30 10 0 10 0" in page(made)


# --- second marks --------------------------------------------------------------------------------------------
def test_agreement_of_six_pairs_is_a_count_and_resolved_disagreements_are_counted() -> None:
    made = published(12)
    settle(made, good=12, poor=0)
    mark_again(made, range(1, 6), "good")
    mark_again(made, [6], "poor", resolved="good")
    text = page(made)
    assert "5 of 6 agree" in text
    assert "kappa" not in text
    assert "1 of 1 disagreement resolved" in text
    assert "12 of 12 files good" in text  # second marks are no files of their own
    assert lines(made)["agreement", "second marks"][:2] == ["5", "6"]


def test_kappa_stands_beside_the_count_from_thirty_pairs() -> None:
    # good/good 15, good/poor 5, poor/poor 10: 25/30 agree; by chance (20 × 15 + 10 × 15) / 900 = 1/2; (5/6 − 1/2) / 1/2
    made = published(30)
    settle(made, good=20, poor=10)
    mark_again(made, range(1, 16), "good")
    mark_again(made, range(16, 31), "poor")
    assert "25 of 30 agree (kappa 0.67)" in page(made)


# --- since last time -----------------------------------------------------------------------------------------
def two_cycles(good_then: int, good_now: int, **fields: Any) -> Exercise:
    """Return this cycle's exercise of 60; the force had one of 60 on the same criteria a cycle before."""
    force = factories.ForceFactory()
    made = []
    for year, good in ((2016, good_then), (2018, good_now)):
        cycle = factories.CycleFactory(slug=str(year), title=str(year), first_year=year)
        inspection = factories.InspectionFactory(force=force, cycle=cycle)
        made.append(samples.exercise(files=60, inspection=inspection))
        settle(made[-1], good=good, poor=60 - good)
    then, now = made
    type(then.template).objects.filter(pk=now.template_id).update(slug=then.template.slug, version_number=2)
    Exercise.objects.filter(pk=then.pk).update(**fields)
    return now


def test_a_change_beyond_chance_is_said_in_words_with_the_last_exercise_named() -> None:
    text = page(two_cycles(46, 55))
    assert "of 2016. Better than last time beyond what chance would explain: 46 of 60 then, 55 of 60 now" in text


def test_a_change_that_chance_explains_is_no_change() -> None:
    assert "No change beyond chance: 46 of 60 then, 50 of 60 now." in page(two_cycles(46, 50))


def test_another_design_or_another_force_s_is_no_last_time() -> None:
    assert "Compared with" not in page(two_cycles(46, 55, design="stratified"))
    made = published(60)
    settle(made, good=46, poor=14)
    assert "Compared with" not in page(made)


def test_a_review_that_is_not_done_is_not_compared_yet() -> None:
    made = two_cycles(46, 55)
    factories.ReviewFileFactory(exercise=made, number=61)
    assert "Compared with" not in page(made)


def test_a_stratified_sample_is_compared_with_the_last_one_by_weight() -> None:
    made = two_cycles(50, 20)
    for one in Exercise.objects.all():
        Exercise.objects.filter(pk=one.pk).update(design="stratified")
        one.strata.update(frame_count=500)
    assert "Worse than last time beyond what chance would explain: 50 of 60 then, 20 of 60 now (weighted: −50" in page(
        made
    )


def test_a_last_exercise_whose_files_are_not_held_is_not_compared() -> None:
    made = two_cycles(46, 55)
    Exercise.objects.exclude(pk=made.pk).get().files.all().delete()
    assert "Compared with" not in page(made)


# --- who, and how often the database is asked ----------------------------------------------------------------
def test_the_results_are_read_in_few_queries_however_many_the_files() -> None:
    small, large = with_types({"Theft": (10, 6)}), with_types({"Theft": (30, 20), "Rape": (30, 26)})
    few, _ = counted(as_(small.lead), "get", address(small))
    many, response = counted(as_(large.lead), "get", address(large))
    assert few == many <= 15
    assert len(response.content) < 100_000


def test_an_unpublished_exercise_s_results_are_not_there_for_the_outside() -> None:
    made = samples.exercise()
    for role in (Role.FORCE_CONTACT, Role.ADMINISTRATOR, Role.INSPECTOR):
        for tail in ("", "?format=csv", "pdf/"):
            assert as_(factories.user(role)).get(address(made, tail)).status_code == 404


def test_the_exercise_page_leads_to_its_results_and_keeps_only_the_tally() -> None:
    made = with_types({"Theft": (30, 20), "Rape": (30, 26)})
    text = as_(made.lead).get(made.get_absolute_url()).content.decode()
    assert f'href="{address(made)}"' in text
    assert "46 of 60 files good (77%, 95% interval 65% to 86%)" in text
    assert "Theft, Rape" in text
    assert "By offence type" not in text
    assert "Answers by theme" not in text


# --- files ---------------------------------------------------------------------------------------------------
def test_the_workbook_holds_the_same_lines_as_the_csv_and_its_taking_is_logged() -> None:
    made = with_types(TYPES)
    auditor = factories.user(Role.AUDITOR)
    response = as_(auditor).get(address(made, "?format=xlsx"))
    assert response["Content-Disposition"] == f'attachment; filename="{made.reference}-results.xlsx"'
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    rows = {(row[2], row[3]): row[4:] for row in book.get_sheet_by_index(0).to_python()}
    assert rows["offence-type", "Theft"][:2] == [9, 12]
    assert set(rows["offence-type", "Rape"]) == {""}
    assert set(rows) - {("part", "item")} == set(lines(made, auditor))
    taken = AccessLog.objects.filter(kind=AccessKind.EXPORT, by=auditor).values_list("what", flat=True)
    assert address(made, "?format=xlsx") in taken


def read(response: Any) -> tuple[int, str]:
    """Return how many pages a PDF file has, and its words."""
    reader = PdfReader(io.BytesIO(response.content))
    return len(reader.pages), re.sub(r"\s+", " ", " ".join(one.extract_text() for one in reader.pages))


def test_the_document_for_the_inspection_file_is_one_page_with_what_the_result_rests_on() -> None:
    made = with_types(TYPES)
    response = as_(made.lead).get(address(made, "pdf/"))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{made.reference}-results.pdf"'
    number, text = read(response)
    assert number == 1
    for words in (
        "27 of 42 files good (64%", made.inspection.force.name, made.inspection.reference, "Random sample", "a seed",
        "Crimes recorded January to March 2017", "Rape 400 6 6 3", "Investigation quality, version 1",
    ):  # fmt: skip
        assert words in text
    outside = read(as_(factories.user(Role.FORCE_CONTACT)).get(address(made, "pdf/")))[1]
    assert "Rape 400 Withheld Withheld Withheld" in outside


def test_where_no_document_can_be_made_the_page_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any, **__: Any) -> bytes:
        raise DocumentsUnavailable("A library that draws text is missing.")

    monkeypatch.setattr(results, "pdf", missing)
    made = published(2)
    response = as_(made.lead).get(address(made, "pdf/"))
    assert response.status_code == 503
    assert "A library that draws text is missing." in response.content.decode()


def test_results_are_gathered_without_small_counts_unless_asked_for() -> None:
    made = with_types(TYPES)
    shown = {one.title: one.is_shown for one in results_of(made, made.lead, with_small=False).types}
    assert shown == {"Theft": True, "Assault": True, "Harassment": False, "Rape": False}
