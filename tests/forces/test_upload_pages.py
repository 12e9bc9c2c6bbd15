"""The way of a return through its pages, as an administrator and as a contact."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Role, User
from core import jobs
from core.models import Job
from forces.actions import uploads
from forces.models import Upload, UploadState, Value
from forces.returns import reading
from forces.returns.layout import HEADINGS as FILE_HEADINGS
from forces.returns.layout import text_of
from forces.returns.reading import KEY_OF
from tests import factories
from tests.forces.conftest import Spring
from tests.forces.files import HEADINGS, as_book, as_csv, as_ods, as_xlsx

BED_CRIME = ("BED", "crime", 44472)


def post(client: Any, spring: Spring, data: bytes, force: str = "bedfordshire", name: str = "return.csv") -> Any:
    return client.post("/collections/spring/upload/", {"force": force, "file": SimpleUploadedFile(name, data)})


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def contact(spring: Spring) -> User:
    return factories.ForceContactFactory(force=spring.bedfordshire).user


def test_an_administrator_sends_previews_and_confirms_a_return(spring: Spring, client: Any) -> None:
    spring.value(spring.bedfordshire, spring.referrals, numerator=472, denominator=2470)
    client.force_login(spring.administrator)
    data = spring.rows(BED_CRIME, ("BED", "referrals", 742, 2470), ("CAM", "crime", "lots"))
    sent = post(client, spring, data)
    job = Job.objects.get()
    assert sent["Location"] == f"/jobs/{job.pk}/"
    assert "Waiting for its turn" in words(client.get(sent["Location"]))
    jobs.run(job.pk)
    preview = client.get(sent["Location"], follow=True)
    text = words(preview)
    assert "Confirming adds 1 figure and changes 1 figure. Refused rows are left out." in text
    for cell in ("row 4", "Numerator", "lots", "This is not a whole number.", "Write figures only"):
        assert cell in text
    upload = Upload.objects.get()
    changed = words(client.get(f"{upload.get_absolute_url()}?show=changed"))
    assert "<td" in changed
    assert "472" in changed
    assert "742" in changed
    assert "44,472" in words(client.get(f"{upload.get_absolute_url()}?show=added"))
    done = client.post(f"/uploads/{upload.pk}/confirm/", {"version": upload.version}, follow=True)
    assert "Confirmed: the accepted rows are in force." in words(done)
    assert set(Value.objects.values_list("numerator", flat=True)) == {44472, 742}
    again = client.post(f"/uploads/{upload.pk}/confirm/", {"version": upload.version}, follow=True)
    assert "confirmed this file on 1 June 2018" in words(again)


def test_the_same_file_again_has_nothing_to_change(spring: Spring, ask: Any) -> None:
    uploads.confirm(by=spring.administrator, upload=spring.send(spring.rows(BED_CRIME)))
    again = spring.send(spring.rows(BED_CRIME))
    page = words(ask(spring.administrator, again.get_absolute_url()))
    assert "Nothing to change: every accepted row says what is held already." in page
    assert "/confirm/" not in page


def test_a_preview_that_has_gone_stale_is_made_again_and_says_so(spring: Spring, client: Any) -> None:
    client.force_login(spring.administrator)
    upload = spring.send(spring.rows(BED_CRIME))
    uploads.confirm(by=spring.administrator, upload=spring.send(spring.rows(("BED", "crime", 1))))
    text = words(client.post(f"/uploads/{upload.pk}/confirm/", {"version": upload.version}, follow=True))
    assert "1 figure changed after this preview was made, so nothing was applied" in text
    assert "changes 1 figure" in text
    text = words(client.post(f"/uploads/{upload.pk}/confirm/", {"version": upload.version}, follow=True))
    assert "The preview was made again meanwhile" in text
    assert Value.objects.get().numerator == 1


def test_a_confirmation_without_what_was_seen_is_refused(spring: Spring, client: Any) -> None:
    client.force_login(spring.administrator)
    upload = spring.send(spring.rows(BED_CRIME))
    client.post(f"/uploads/{upload.pk}/confirm/")
    assert Value.objects.count() == 0


def test_a_contact_sends_their_own_return_and_somebody_else_confirms_it(
    spring: Spring, client: Any, contact: User
) -> None:
    client.force_login(contact)
    form = words(client.get("/collections/spring/upload/"))
    assert "Bedfordshire" in form
    assert "Cambridgeshire" not in form
    assert "Several forces" not in form
    post(client, spring, spring.rows(BED_CRIME))
    jobs.run(Job.objects.get().pk)
    upload = Upload.objects.get()
    page = words(client.get(upload.get_absolute_url()))
    assert "An administrator confirms it." in page
    assert "/confirm/" not in page
    assert client.post(f"/uploads/{upload.pk}/confirm/", {"version": upload.version}).status_code == 403
    assert "Withdrawn: nothing of it was applied" in words(client.post(f"/uploads/{upload.pk}/withdraw/", follow=True))


def test_a_contact_cannot_send_for_another_force(spring: Spring, client: Any, contact: User) -> None:
    client.force_login(contact)
    for force in ("cambridgeshire", "all", ""):
        assert post(client, spring, spring.rows(BED_CRIME), force=force).status_code == 422
    assert Upload.objects.count() == 0


def test_a_contact_sees_their_own_force_on_the_board_and_no_other_file(spring: Spring, ask: Any, contact: User) -> None:
    theirs = spring.send(spring.rows(("CAM", "crime", 5)), spring.cambridgeshire)
    several = spring.send(spring.rows(BED_CRIME))
    board = words(ask(contact, "/collections/spring/"))
    assert "Bedfordshire" in board
    assert "Cambridgeshire" not in board
    for upload in (theirs, several):
        for address in ("", "refused/", "history/"):
            expected = 403 if address == "history/" else 404
            assert ask(contact, f"{upload.get_absolute_url()}{address}").status_code == expected
    assert "return.csv" not in words(ask(contact, "/collections/spring/uploads/"))


def test_a_barred_person_sees_nothing_of_the_force(spring: Spring, ask: Any) -> None:
    inspector = factories.BarFactory(user=factories.user(Role.INSPECTOR), force=spring.bedfordshire).user
    upload = spring.send(spring.rows(BED_CRIME), spring.bedfordshire)
    assert ask(inspector, upload.get_absolute_url()).status_code == 404
    assert "Bedfordshire" not in words(ask(inspector, "/collections/spring/"))
    assert "Bedfordshire" not in words(ask(inspector, "/collections/spring/uploads/"))


def test_an_inspector_reads_and_sends_nothing(spring: Spring, ask: Any) -> None:
    upload = spring.send(spring.rows(BED_CRIME))
    inspector = factories.user(Role.INSPECTOR)
    page = words(ask(inspector, upload.get_absolute_url()))
    assert "Bedfordshire" in page
    assert "/confirm/" not in page
    assert "/withdraw/" not in page
    assert ask(inspector, "/collections/spring/upload/").status_code == 403
    assert "Send a filled-in return" not in words(ask(inspector, "/collections/spring/"))


def test_the_board_as_a_file(spring: Spring, ask: Any) -> None:
    uploads.confirm(by=spring.administrator, upload=spring.send(spring.rows(BED_CRIME), spring.bedfordshire))
    answer = ask(spring.administrator, "/collections/spring/?format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [(row["force"], row["state"], row["figures"]) for row in rows] == [
        ("Bedfordshire", "checked", "1"),
        ("Cambridgeshire", "not started", "0"),
    ]
    assert timezone.localdate(datetime.fromisoformat(rows[0]["last_file_at"])) == date(2018, 6, 1)
    assert "1 row." in words(ask(spring.administrator, "/collections/spring/?state=checked"))


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_refused_rows_come_back_in_the_layout_they_came_in_and_can_be_sent_again(
    spring: Spring, ask: Any, format: str
) -> None:
    rows = [
        ["BED", "crime", spring.period.slug, "many", "", "", "", "a note"],
        ["CAM", "crime", "x", 5, "", "", "", ""],
    ]
    data = spring.rows(("BED", "crime", "many", "", "", "", "a note"), ("CAM", "burglary", 5))
    upload = spring.send(data if format == "csv" else as_xlsx(rows))
    assert upload.tally["refused"] == 2
    answer = ask(spring.administrator, f"/uploads/{upload.pk}/refused/")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    table = reading.read(content)
    assert table.format == format
    assert table.sheets[0].headings[-1] == "Why it was refused"
    assert [row.text("force") for row in table.rows] == ["BED", "CAM"]
    assert (table.rows[0].text("numerator"), table.rows[0].text("caveat")) == ("many", "a note")
    again = spring.send(content)
    assert (again.state, again.tally["refused"]) == (UploadState.READ, 2)


def given_back(ask: Any, spring: Spring, upload: Upload) -> bytes:
    """Return the download of a file's refused rows."""
    answer = ask(spring.administrator, f"/uploads/{upload.pk}/refused/")
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_refused_rows_of_several_sheets_come_back_on_them_under_their_own_columns(spring: Spring, ask: Any) -> None:
    own = ["Note", "Numerator", "Force code", "Force name", "Measure", "Period"]
    data = as_book(
        {
            "Crime": [own, ["a note", "many", "BED", "Bedfordshire", "crime", spring.period.slug]],
            "Fine": [HEADINGS, ["CAM", "crime", spring.period.slug, 5]],
            "Referrals, by force": [
                ["A title"],
                HEADINGS,
                ["BED", "referrals", spring.period.slug, "-", 2470],
                ["CAM", "referrals", spring.period.slug, 50, 40],
            ],
        },
        about={"Collection": "spring", "Template version": "1", "Downloaded at": "2018-05-20T09:00:00+01:00"},
    )
    upload = spring.send(data)
    assert (upload.tally["refused"], upload.tally["added"]) == (3, 1)
    content = given_back(ask, spring, upload)
    table = reading.read(content)
    assert [(sheet.name, sheet.headings) for sheet in table.sheets] == [
        ("Crime", [*own, "Why it was refused"]),
        ("Referrals, by force", [*HEADINGS, "Why it was refused"]),
    ]
    first, dash, greater = table.rows
    assert (first.text("numerator"), first.cells["force_name"], first.text("caveat")) == (
        *("many", "Bedfordshire", "a note"),
    )
    assert first.cells["refused"].startswith("Numerator: This is not a whole number. Write figures only")
    assert dash.cells["refused"].startswith("Numerator: A dash does not say whether none happened")
    assert (greater.numerator, greater.denominator) == (50, 40)
    assert table.made_at == upload.made_at  # the rows are as old as the file they came from


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods"])
def test_refused_rows_that_were_mended_are_accepted(spring: Spring, ask: Any, format: str) -> None:
    make = {"csv": as_csv, "xlsx": as_xlsx, "ods": as_ods}[format]
    rows = [["BED", "crime", spring.period.slug, "*"], ["CAM", "crime", spring.period.slug, "=1+1"]]
    upload = spring.send(make(rows))
    assert upload.tally["refused"] == 2
    content = given_back(ask, spring, upload)
    assert spring.send(content).tally["refused"] == 2  # untouched they are refused again, the formula too
    table = reading.read(content)
    keys = [key for key in dict.fromkeys(KEY_OF.values()) if key in table.rows[0].cells]
    mended = [[text_of(row.cells[key]) for key in keys] for row in table.rows]
    at = keys.index("numerator")
    mended[0][at], mended[1][at] = "44472", "61699"
    again = spring.send((as_csv if format == "csv" else as_xlsx)(mended, [FILE_HEADINGS[key] for key in keys]))
    assert (again.tally["refused"], again.tally["added"]) == (0, 2)


def test_refused_rows_come_back_without_the_file_too(spring: Spring, ask: Any) -> None:
    upload = spring.send(as_book({"Crime": [HEADINGS, ["BED", "crime", "x", 5]]}))
    upload.file.delete(save=True)
    table = reading.read(given_back(ask, spring, upload))
    assert [(row.sheet, row.text("period"), row.numerator) for row in table.rows] == [("Crime", "x", 5)]
    factories.StagedRowFactory(upload=upload, outcome="refused", found=["BED", "crime", "y", "6", "", "", "", ""])
    assert len(reading.read(given_back(ask, spring, upload)).rows) == 2  # kept before responses were asked


def test_the_preview_lists_what_was_read_otherwise_and_what_was_not_read(spring: Spring, ask: Any) -> None:
    data = as_book(
        {
            "Figures": [
                HEADINGS,
                ["BED", "crime", spring.period.slug, "44,472[note 3]"],
                ["CAM", "crime", spring.period.slug, "1,234 or so"],
                ["CAM", "referrals", spring.period.slug, "n/a", "", "", ""],
                ["All forces", "", "", "2,000,000"],
                ["Source: the forces' own records"],
            ],
            "Last year": [HEADINGS, ["BED", "crime", spring.period.slug, 5]],
        },
        hidden=["Last year"],
        macros=True,
    )
    upload = spring.send(data, name="return.xlsm")
    assert (upload.format, upload.tally["added"], upload.tally["refused"]) == ("xlsm", 1, 2)
    page = words(ask(spring.administrator, upload.get_absolute_url()))
    assert "Not everything in the file was read" in page
    assert "The status not supplied (what n/a means) needs a reason." in page
    read_as = words(ask(spring.administrator, f"{upload.get_absolute_url()}?show=read-as"))
    assert "Numerator: “44,472[note 3]” was read as 44472" in read_as
    assert "Numerator: “n/a” was read as not supplied" in read_as
    assert "Figures, row 4" in read_as
    assert "1,234 or so" not in read_as
    not_read = words(ask(spring.administrator, f"{upload.get_absolute_url()}?show=not-read"))
    for text in (
        "The workbook may hold macros. They are not run",
        "Last year",
        "The sheet is hidden.",
        "Figures, row 5",
        "All forces",
        "totals are worked out, not sent",
        "Figures, row 6",
        "the row names no force, measure and period",
    ):
        assert text in not_read


def test_a_file_with_nothing_to_remark_on_has_no_such_pages(spring: Spring, ask: Any) -> None:
    page = words(ask(spring.administrator, spring.send(spring.rows(BED_CRIME)).get_absolute_url()))
    assert "Read as" not in page
    assert "Not read" not in page
    assert "Not everything in the file" not in page


def test_rows_of_one_number_on_two_sheets_keep_their_own_problems(spring: Spring, ask: Any) -> None:
    sheets = {"Crime": [HEADINGS, ["BED", "crime", spring.period.slug, 5]], "ASB": [HEADINGS, ["XYZ", "crime", "x", 5]]}
    upload = spring.send(as_book(sheets))
    assert {(row.sheet, row.outcome) for row in upload.rows.all()} == {("Crime", "added"), ("ASB", "refused")}
    assert "ASB, row 2" in words(ask(spring.administrator, upload.get_absolute_url()))


def test_a_refused_file_says_why_and_how_to_mend_it(spring: Spring, ask: Any) -> None:
    upload = spring.send(b"%PDF-1.4", spring.bedfordshire)
    page = words(ask(spring.administrator, upload.get_absolute_url()))
    assert "This is a PDF, not a spreadsheet we can read." in page
    assert "save it as .xlsx" in page
    assert "Nothing was changed." in page


def test_a_file_that_is_too_large_is_refused_with_its_outcome_kept(spring: Spring, client: Any, settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    client.force_login(spring.administrator)
    answer = post(client, spring, b"x" * (3 * 1024 * 1024))
    assert answer["Location"] == Upload.objects.get().get_absolute_url()
    assert "The file is 3 MB and the limit is 1 MB." in words(client.get(answer["Location"]))


def test_an_empty_file_is_kept_with_its_outcome(spring: Spring, client: Any) -> None:
    client.force_login(spring.administrator)
    assert post(client, spring, b"").status_code == 302
    jobs.run(Job.objects.get().pk)
    assert "The file is empty." in words(client.get(Upload.objects.get().get_absolute_url()))


def test_a_closed_collection_takes_no_file(spring: Spring, client: Any, settings: Any) -> None:

    settings.FIXED_TODAY = date(2018, 7, 1)
    client.force_login(spring.administrator)
    assert "Send a filled-in return" not in words(client.get("/collections/spring/"))
    answer = post(client, spring, spring.rows(BED_CRIME))
    assert answer.status_code == 422
    assert "does not take returns on this day" in words(answer)
    published = client.post("/collections/spring/publish/", follow=True)
    assert "Published: everyone can see these figures now." in words(published)
    assert "The collection is published already." in words(client.post("/collections/spring/publish/", follow=True))


def test_a_file_waiting_for_its_job(spring: Spring, client: Any) -> None:
    client.force_login(spring.administrator)
    post(client, spring, spring.rows(BED_CRIME))
    upload = Upload.objects.get()
    assert "The file is being read." in words(client.get(upload.get_absolute_url()))
    client.post(f"/jobs/{upload.job_id}/")
    page = words(client.get(upload.get_absolute_url()))
    assert "The file was not read: Cancelled." in page
    assert "Withdraw the file" in page
    assert "Withdrawn" in words(client.post(f"/uploads/{upload.pk}/withdraw/", follow=True))
    assert "cannot be withdrawn" in words(client.post(f"/uploads/{upload.pk}/withdraw/", follow=True))


def test_malformed_addresses_get_a_message(spring: Spring, ask: Any) -> None:
    upload = spring.send(spring.rows(BED_CRIME))
    for address in (f"{upload.get_absolute_url()}?show=everything", "/collections/spring/?state=lost"):
        assert ask(spring.administrator, address).status_code == 400
    assert ask(spring.administrator, f"{upload.get_absolute_url()}?page=zz").status_code == 200


def test_the_preview_is_paged_and_costs_the_same(
    spring: Spring, client: Any, django_assert_max_num_queries: Any
) -> None:
    client.force_login(spring.administrator)
    small, large = (
        factories.UploadFactory(collection=spring.collection),
        factories.UploadFactory(collection=spring.collection),
    )
    for upload, rows in ((small, 1), (large, 120)):
        factories.StagedRowFactory.create_batch(rows, upload=upload, measure=spring.crime, period=spring.period)
        upload.tally = {"rows": rows, "empty": 0, "refused": 0, "changed": 0, "added": rows, "unchanged": 0}
        upload.save()
        with django_assert_max_num_queries(15):
            page = client.get(upload.get_absolute_url())
        assert page.content.decode().count('<tr class="govuk-table__row">') == min(rows, 50) + 1


def test_the_history_of_a_file(spring: Spring, ask: Any) -> None:
    upload = spring.send(spring.rows(BED_CRIME))
    page = words(ask(spring.administrator, f"/uploads/{upload.pk}/history/"))
    assert "Waiting to be read" in page
    assert "Waiting to be confirmed" in page
    assert upload.sha256 not in page
    assert ask(spring.administrator, "/collections/spring/history/").status_code == 200
