"""The pages of evidence: what is listed and left out, markings, files, forms that keep what was typed, the gaps."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from inspections.models import EvidenceItem, Inspection, KeptIdentifier
from tests import factories
from tests.findings.evidence_samples import PNG
from tests.inspections import evidence_samples as samples
from tests.test_access import body

pytestmark = pytest.mark.django_db
URL = "/inspections/BED-2018-E/evidence/"
CAPTURE = "/inspections/BED-2018-E/capture/"


@pytest.fixture
def made() -> Inspection:
    """Return an inspection in fieldwork."""
    return samples.inspection()


@pytest.fixture
def asha(made: Inspection, client: Client) -> Client:
    """Return a client signed in as the inspector on the team."""
    client.force_login(samples.recorder(made))
    return client


def about(made: Inspection) -> dict[str, int]:
    """Return the keys of the questions by slug."""
    return dict(made.framework.questions.values_list("slug", "pk"))  # type: ignore[union-attr]


def form(made: Inspection, **changes: Any) -> dict[str, Any]:
    """Return what the form of an item sends."""
    day = {"dated_on-day": "14", "dated_on-month": "5", "dated_on-year": "2018"}
    told = {"kind": "document", "title": "A plan", "text": "It names posts.", "marking": "official"}
    return {**told, **day, f"about-{about(made)['prevention']}": "primary", "key": str(uuid4()), **changes}


def note(**changes: Any) -> dict[str, Any]:
    """Return what the form of a phone sends."""
    told = {"text": "Seen at the desk\nMore of it.", "kind": "observation", "marking": "official"}
    return {**told, "key": str(uuid4()), **changes}


# --- the list and its markings ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [1, 2, 3]),
        ("question=investigation", [1, 2]),
        ("question=investigation.2", [2]),
        ("question=none", [3]),
        ("question=investigation&weight=primary", [2]),
        ("kind=survey", [2]),
        ("marking=official-sensitive", [2]),
        ("state=withdrawn", [3]),
        ("q=desk+seen", [3]),
    ],
)
def test_the_list_shows_what_its_filter_asks_for(
    made: Inspection, asha: Client, query: str, numbers: list[int]
) -> None:
    key = about(made)["investigation"]
    part = made.framework.questions.get(pk=key).diagnostics.get(number=2).pk  # type: ignore[union-attr]
    samples.recorded(made, links={(key, None): "indicative"})
    samples.recorded(made, kind="survey", marking="official-sensitive", links={(key, part): "primary"})
    third = samples.recorded(made, title="Desk", text="Seen by us.", links={})
    EvidenceItem.objects.filter(pk=third.pk).update(state="withdrawn", withdrawn_because="Twice")
    answer = asha.get(f"{URL}?format=csv&{query}")
    rows = body(answer).splitlines()[1:]
    assert [int(row.partition(",")[0].removeprefix("BED-2018-E-EV")) for row in rows] == numbers
    marking = "OFFICIAL-SENSITIVE" if 2 in numbers else "OFFICIAL"
    assert answer["Content-Disposition"] == f'attachment; filename="evidence-BED-2018-E-{marking}.csv"'
    page = asha.get(f"{URL}?{query}").content.decode()
    assert page.count(f'<span class="govuk-visually-hidden">Marking: </span>{marking}</p>') == 2


def test_a_filter_by_person_names_whoever_recorded(made: Inspection, asha: Client) -> None:
    item = samples.recorded(made)
    page = asha.get(f"{URL}?who={item.captured_by_id}").content.decode()
    assert "Recorded by: Asha" in page
    assert "1 row." in page


def test_a_file_is_taken_away_under_its_reference_and_marking(made: Inspection, asha: Client) -> None:
    item = samples.recorded(made, marking="official-sensitive")
    held = factories.EvidenceFileFactory(item=item, name="plan.pdf")
    answer = asha.get(held.get_absolute_url())
    assert 'filename="BED-2018-E-EV1 OFFICIAL-SENSITIVE plan.pdf"' in unquote(answer["Content-Disposition"])
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert body(answer) == "%PDF-1.4"


def test_the_history_has_the_highest_marking_an_item_ever_had(made: Inspection, asha: Client) -> None:
    item = samples.recorded(made, marking="official-sensitive")
    data = form(made, version=1)
    assert asha.post(f"{item.get_absolute_url()}edit/", data).status_code == 302
    assert "OFFICIAL-SENSITIVE</p>" not in asha.get(item.get_absolute_url()).content.decode()
    page = asha.get(f"{item.get_absolute_url()}history/").content.decode()
    assert "OFFICIAL-SENSITIVE</p>" in page
    assert "Files are read each week." in page


# --- the form of an item ---------------------------------------------------------------------------------------
def test_an_item_is_recorded_with_its_weights_and_files_and_once_for_its_key(made: Inspection, asha: Client) -> None:
    data = form(made, **{f"about-{about(made)['investigation']}": "indicative"})
    for _ in range(2):
        sent = {**data, "files": SimpleUploadedFile("plan.png", PNG)}
        answer = asha.post(f"{URL}new/", sent)
        assert (answer.status_code, answer["Location"]) == (302, f"{URL}1/")
    item = EvidenceItem.objects.get()
    assert [(link.about, link.weight) for link in item.links.all()] == [
        ("Preventing crime", "primary"), ("Investigating", "indicative"),
    ]  # fmt: skip
    assert [file.name for file in item.files.all()] == ["plan.png"]


def test_a_second_item_typed_into_the_form_of_the_first_is_kept_and_recorded_under_its_own_key(
    made: Inspection, asha: Client
) -> None:
    first, second = form(made), form(made, title="A second interview", text="It names dates.")
    second["key"] = first["key"]  # Back, and the form is as it was sent
    assert asha.post(f"{URL}new/", first).status_code == 302
    answer = asha.post(f"{URL}new/", second)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This form recorded BED-2018-E-EV1 A plan before, and what is typed here is different." in page
    assert ">It names dates.</textarea>" in page
    fresh = re.findall(r'name="key" value="([^"]+)"', page)
    assert fresh != [first["key"]]
    assert asha.post(f"{URL}new/", {**second, "key": fresh[0]})["Location"] == f"{URL}2/"
    assert list(EvidenceItem.objects.order_by("number").values_list("title", flat=True)) == [
        "A plan", "A second interview",
    ]  # fmt: skip


def test_a_file_review_is_named_only_by_evidence_from_one(made: Inspection, asha: Client) -> None:
    exercise = factories.ExerciseFactory(inspection=made)
    asha.post(f"{URL}new/", form(made, kind="file-review", exercise=exercise.reference))
    asha.post(f"{URL}new/", form(made, kind="survey", exercise=exercise.reference))
    assert list(EvidenceItem.objects.values_list("kind", "exercise")) == [
        ("file-review", exercise.pk),
        ("survey", None),
    ]


def test_a_likely_name_is_warned_of_and_the_decision_to_keep_it_is_on_file(made: Inspection, asha: Client) -> None:
    data = form(made, source="Sgt Miller")
    answer = asha.post(f"{URL}new/", {**data, "files": SimpleUploadedFile("plan.png", PNG)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This looks like an officer’s name or number: Sgt Miller" in page
    assert "Choose them again: plan.png." in page
    assert asha.post(f"{URL}new/", {**data, "keep_identifiers": "on"}).status_code == 302
    kept = KeptIdentifier.objects.get()
    assert (kept.item, kept.file, kept.where, kept.kind) == (EvidenceItem.objects.get(), None, "source", "officer")


def test_a_form_that_is_stale_says_what_changed_and_keeps_what_was_typed(made: Inspection, asha: Client) -> None:
    item = samples.recorded(made)
    address = f"{item.get_absolute_url()}edit/"
    page = asha.get(address).content.decode()
    assert ">Files are read each week.</textarea>" in page
    assert asha.post(address, form(made, version=1, text="First.")).status_code == 302
    answer = asha.post(address, form(made, version=1, text="Second."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "First." in page
    assert ">Second.</textarea>" in page
    assert asha.post(address, form(made, version=2, text="Second.")).status_code == 302


def test_once_evidence_is_closed_a_form_is_not_opened_and_what_is_sent_is_kept(made: Inspection, asha: Client) -> None:
    item = samples.recorded(made)
    Inspection.objects.update(stage="evidence-closed")
    for address in (f"{URL}new/", CAPTURE, f"{URL}1/edit/", f"{URL}1/withdraw/"):
        answer = asha.get(address)
        assert answer.status_code == 403
        assert "takes it back to fieldwork first" in answer.content.decode()
    answer = asha.post(CAPTURE, note(text="Typed in the field."))
    assert answer.status_code == 422
    assert ">Typed in the field.</textarea>" in answer.content.decode()
    page = asha.get(item.get_absolute_url()).content.decode()
    assert ("Withdraw" not in page, "Raise a finding" in page) == (True, True)


def test_a_withdrawn_item_shows_its_reason_and_offers_nothing_more(made: Inspection, asha: Client) -> None:
    item = samples.recorded(made)
    data = {"version": 1, "reason": "Of another force"}
    assert asha.post(f"{URL}1/withdraw/", data).status_code == 302
    page = asha.get(item.get_absolute_url()).content.decode()
    assert "Of another force" in page
    assert "Raise a finding" not in page
    assert asha.get(f"{URL}1/edit/").status_code == 403


# --- a phone ---------------------------------------------------------------------------------------------------
def test_a_note_is_saved_by_the_plain_form_and_the_next_one_has_another_key(made: Inspection, asha: Client) -> None:
    data = note(question="investigation", weight="primary", photo=SimpleUploadedFile("desk.png", PNG))
    answer = asha.post(CAPTURE, data, follow=True)
    page = answer.content.decode()
    assert "Saved as BED-2018-E-EV1." in page
    assert data["key"] not in page
    item = EvidenceItem.objects.get()
    assert (item.title, str(item.dated_on), item.files.get().name) == ("Seen at the desk", "2018-06-01", "desk.png")
    assert item.links.get().weight == "primary"


def test_the_script_is_told_where_its_note_is_however_often_it_sends_it(made: Inspection, asha: Client) -> None:
    data = note()
    for _ in range(2):
        answer = asha.post(CAPTURE, data, headers={"Accept": "application/json"})
        assert answer.json() == {"reference": "BED-2018-E-EV1", "address": f"{URL}1/"}
    assert EvidenceItem.objects.count() == 1
    refused = asha.post(CAPTURE, note(text="Ring 07700 900123"), headers={"Accept": "application/json"})
    assert refused.status_code == 422
    assert 'name="keep_identifiers"' in refused.content.decode()


def test_what_is_no_picture_and_no_document_is_refused(made: Inspection, asha: Client) -> None:
    answer = asha.post(CAPTURE, note(photo=SimpleUploadedFile("desk.png", b"#!/bin/sh")))
    assert answer.status_code == 422
    assert "desk.png was not taken: it is a program" in answer.content.decode()


# --- gaps ------------------------------------------------------------------------------------------------------
def test_gaps_are_said_in_words_and_every_count_leads_to_its_list(made: Inspection, asha: Client) -> None:
    key = about(made)["investigation"]
    samples.recorded(made, kind="survey", links={(key, None): "indicative"})
    samples.recorded(made, links={})
    page = asha.get(f"{URL}gaps/").content.decode()
    assert "<strong>No evidence</strong>" in page
    assert "<strong>No primary evidence; only survey: never the only evidence for a grade</strong>" in page
    assert (
        f'<a class="govuk-link" href="{URL}?question=investigation&amp;kind=survey&amp;state=held">1 indicative</a>'
        in page
    )
    assert f'<a class="govuk-link" href="{URL}?question=none&amp;state=held">1 item tied to no question yet</a>' in page
    assert f'href="{CAPTURE}?question=prevention"' in page
    assert "Part 2: Standard" in page
