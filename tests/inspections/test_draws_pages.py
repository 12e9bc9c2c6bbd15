"""The pages of the draw, as the lead of an exercise goes through them and as others meet them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessKind, AccessLog, Role
from core.sealing import unseal
from inspections.drawing import left_out
from inspections.models import CrimeList, Draw, DrawnReference, Exercise, ListFormat
from tests import factories
from tests.inspections import draw_samples as made_up

pytestmark = pytest.mark.django_db


def as_(person: Any) -> Client:
    """Return a client signed in as a person."""
    client = Client()
    client.force_login(person)
    return client


def text_of(response: Any) -> str:
    """Return a page."""
    return str(response.content.decode())


def send(client: Client, made: Exercise, rows: Any = None) -> tuple[str, CrimeList]:
    """Send a list; return where it leads and the list."""
    response = client.post(f"/file-reviews/{made.reference}/draw/", {"file": made_up.upload(rows)})
    assert response.status_code == 302, text_of(response)
    return response["Location"], CrimeList.objects.get(deleted_at=None)


def test_the_lead_sends_a_list_maps_it_once_tries_and_draws(django_capture_on_commit_callbacks: Any) -> None:
    made = made_up.planned(4)
    client = as_(made.lead)
    where, held = send(client, made)
    page = f"/file-reviews/{made.reference}/lists/{held.pk}/"
    assert where == f"{page}columns/"
    shown = text_of(client.get(where))
    assert '<option value="Crime ID" selected>' in shown
    assert "SECRET" not in shown

    columns = {"version": 0, "identifier": "Crime ID", "recorded_on": "Month", "offence_type": "Crime type"}
    assert client.post(where, columns)["Location"] == f"{page}types/"
    shown = text_of(client.get(f"{page}types/"))
    assert "Theft from the person: 7" in shown
    assert '<option value="theft-from-person" selected>' in shown  # says the same as the type’s title
    assert "SECRET" not in shown
    # most rows first: 7 thefts, 7 stalkings, 2 burglaries, 1 treason
    said = {"value-1": "theft-from-person", "value-2": "stalking", "value-3": "another type", "value-4": ""}
    assert client.post(f"{page}types/", {"version": 1, **said})["Location"] == page
    assert ListFormat.objects.get().types == made_up.TYPES

    shown = text_of(client.get(page))
    assert "Treason" in shown
    assert "Not mapped: left out and counted" in shown
    with django_capture_on_commit_callbacks(execute=True):
        followed = client.post(page, {"version": 1, "then": "dry-run"}, follow=True)
    with django_capture_on_commit_callbacks(execute=True):
        followed = client.post(page, {"version": 1, "then": "draw"}, follow=True)
    job = followed.redirect_chain[0][0]
    shown = text_of(client.get(job, follow=True))
    assert "4 files drawn of 10 crimes" in shown
    assert list(Draw.objects.values_list("number", "is_dry_run")) == [(1, True), (2, False)]
    assert not CrimeList.objects.filter(deleted_at=None).exists()


def test_a_known_format_leads_straight_to_the_list_and_a_list_that_does_not_fit_to_the_columns() -> None:
    made = made_up.planned()
    kept = made_up.know_format(made)
    client = as_(made.lead)
    where, held = send(client, made)
    assert where == held.get_absolute_url()
    kept.identifier = "Crime number"
    kept.save()
    shown = text_of(client.get(where))
    assert "no column “Crime number”" in shown
    assert "Choose the columns" in shown
    assert "Dry run" not in shown
    where, _ = send(client, made)
    assert where.endswith("/columns/")


def test_a_list_whose_types_column_names_crimes_shows_none_of_them() -> None:
    made = made_up.planned()
    kept = made_up.know_format(made)
    kept.identifier, kept.offence_type = "Crime type", "Crime ID"
    kept.save()
    client = as_(made.lead)
    where, _ = send(client, made, made_up.lines(thefts=40))
    for url in (where, f"{where}types/"):
        shown = text_of(client.get(url, follow=True))
        assert "does not hold offence types" in shown
        assert "SECRET" not in shown


def test_the_page_of_a_draw_says_what_was_read_left_out_and_drawn() -> None:
    made = made_up.planned(4)
    made_up.draw(made)
    auditor = factories.user(Role.AUDITOR)
    shown = text_of(as_(auditor).get(f"/file-reviews/{made.reference}/draws/1/"))
    draw = Draw.objects.get()
    for words in ("4 files drawn of 10 crimes", "Recorded outside the window", "Treason", "Burglary", draw.seed,
                  draw.checksum, draw.file_checksum, "sha256-rank-1", "Theft from person"):  # fmt: skip
        assert words in shown
    assert "SECRET" not in shown
    assert "all were drawn" not in shown


def test_a_list_smaller_than_the_target_says_that_all_were_drawn() -> None:
    made = made_up.planned(60)
    made_up.draw(made)
    shown = text_of(as_(made.lead).get(f"/file-reviews/{made.reference}/draws/1/"))
    assert "fewer crimes than the 60 wanted, so all were drawn" in shown


def test_every_draw_and_dry_run_is_listed_with_who_when_and_why() -> None:
    made = made_up.planned()
    made_up.draw(made, is_dry_run=True)
    made_up.draw(made)
    made_up.draw(made, reason="The list lacked February.")
    response = as_(factories.user(Role.AUDITOR)).get(f"/file-reviews/{made.reference}/draws/?format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert [(row["number"], row["kind"], row["reason"], row["by"]) for row in rows] == [
        ("3", "draw", "The list lacked February.", "Lead"),
        ("2", "draw", "", "Lead"),
        ("1", "dry run", "", "Lead"),
    ]


def test_a_second_draw_asks_for_its_reason() -> None:
    made = made_up.planned()
    made_up.know_format(made)
    made_up.draw(made)
    client = as_(made.lead)
    where, _ = send(client, made)
    made.refresh_from_db()
    response = client.post(where, {"version": made.version, "then": "draw"})
    assert response.status_code == 422
    assert "Give the reason for drawing again" in text_of(response)


def test_only_the_lead_sends_lists_and_nobody_barred_sees_the_draws() -> None:
    made = made_up.planned()
    made_up.draw(made)
    manager, barred = factories.user(Role.MANAGER), factories.user(Role.MANAGER)
    factories.BarFactory(user=barred, force=made.inspection.force)
    url = f"/file-reviews/{made.reference}/"
    assert [as_(manager).get(f"{url}{tail}").status_code for tail in ("draw/", "draws/", "draws/1/")] == [403, 200, 200]
    assert [as_(barred).get(f"{url}{tail}").status_code for tail in ("draw/", "draws/", "draws/1/")] == [404] * 3


def test_a_reference_is_on_its_own_page_only_and_leaves_no_copy_in_the_browser() -> None:
    made = made_up.planned()
    made_up.draw(made)
    client = as_(made.lead)
    expected = unseal(bytes(DrawnReference.objects.get(position=1).sealed))
    response = client.get(f"/file-reviews/{made.reference}/files/1/reference/")
    assert expected in text_of(response)
    assert response["Cache-Control"] == "no-store"
    assert AccessLog.objects.filter(kind=AccessKind.REFERENCE_SHOWN).count() == 1
    shown = text_of(client.get(f"/file-reviews/{made.reference}/files/1/"))
    assert "Show the force’s reference" in shown
    assert "SECRET" not in shown
    assert (
        as_(factories.user(Role.MANAGER)).get(f"/file-reviews/{made.reference}/files/1/reference/").status_code == 404
    )
    assert (
        as_(factories.user(Role.AUDITOR)).get(f"/file-reviews/{made.reference}/files/1/reference/").status_code == 403
    )


def test_the_forms_of_the_draw_ask_the_database_seldom() -> None:
    made = made_up.planned()
    made_up.know_format(made)
    client = as_(made.lead)
    where, held = send(client, made)
    data = {
        f"{where}columns/": {
            "version": 1, "identifier": "Crime ID", "recorded_on": "Month", "offence_type": "Crime type",
        },
        f"{where}types/": {"version": 2, "value-1": "stalking"},
        where: {"version": 1, "then": "draw"},
    }  # fmt: skip
    for url, sent in data.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        assert len(queries) <= 12, url
        with CaptureQueriesContext(connection) as queries:
            assert client.post(url, sent).status_code == 302
        asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
        assert len(asked) <= 15, "\n".join(asked)
    with CaptureQueriesContext(connection) as queries:
        client.post(f"/file-reviews/{made.reference}/lists/{held.pk}/delete/")
    assert len(queries) <= 15


def test_a_list_with_unmapped_values_warns_before_the_draw() -> None:
    made = made_up.planned()
    types = {"Stalking": "stalking"}
    values = Counter({"Stalking": 4, "Theft from the person": 6, "Treason": 1})
    assert left_out(made, values, types) == (
        "7 rows would be left out: nobody has said what their offence type means. "
        "Nothing in the list is taken for: Theft from person."
    )
    assert left_out(made, Counter({"Stalking": 4, "Theft": 6}), {**types, "Theft": "theft-from-person"}) == ""
