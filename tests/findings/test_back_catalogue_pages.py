"""The way of a file of published findings through its pages."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Role, User
from findings.back_catalogue import reading
from findings.models import Finding, FindingsFile
from tests import factories
from tests.findings.catalogue_samples import Catalogue, as_csv, build, row
from tests.forces.files import as_xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue() -> Catalogue:
    return build()


@pytest.fixture
def administrator(catalogue: Catalogue, client: Client) -> User:
    client.force_login(catalogue.administrator)
    return catalogue.administrator


def post(client: Client, data: bytes, name: str = "findings.csv") -> Any:
    return client.post("/findings/import/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def words(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return " ".join(content.decode().split())


@pytest.mark.usefixtures("administrator")
def test_an_administrator_sends_looks_over_and_confirms(catalogue: Catalogue, client: Client) -> None:
    assert "No file has been sent yet" in words(client.get("/findings/import/"))
    page = words(post(client, as_csv(row(status_as_of_cycle="2017", status="in progress"), row(force="Narnia"))))
    assert "Nothing has changed yet. Confirming loads 1 row: 1 added, 0 changed, 0 merged with what is held." in page
    for cell in ("row 3", "force", "Narnia", "There is no force with this name.", "three-letter code"):
        assert cell in page
    file = FindingsFile.objects.get()
    added = words(client.get(f"{file.get_absolute_url()}?show=added"))
    assert "Adds an area for improvement raised in 2016, recorded on loading; its inspection is not held." in added
    assert "Follow-up as of PEEL 2017: some progress; in progress, recorded on loading." in added
    done = words(client.post(f"/findings/import/{file.pk}/confirm/", {"version": file.version}, follow=True))
    assert "Confirmed: the findings are in the register." in done
    assert "1 row added, 0 changed, 0 merged with what was held" in done
    assert 'href="/findings/CLV-2016-01/"' in words(client.get(f"{file.get_absolute_url()}?show=added"))
    assert "CLV-2016-01" in words(client.get("/findings/"))
    listed = words(client.get("/findings/import/"))
    assert "findings.csv" in listed
    assert "Confirmed" in listed
    again = words(client.post(f"/findings/import/{file.pk}/confirm/", {"version": file.version}, follow=True))
    assert "confirmed this file on 1 June 2018" in again


@pytest.mark.usefixtures("administrator")
def test_the_same_file_again_has_nothing_to_change(catalogue: Catalogue, client: Client) -> None:
    catalogue.load(row())
    page = words(post(client, as_csv(row())))
    assert "Nothing to change: every accepted row says what is held already." in page
    assert "/confirm/" not in page
    assert "Held already as it stands." in page


@pytest.mark.usefixtures("administrator")
def test_a_file_of_refused_rows_only_has_nothing_to_confirm(catalogue: Catalogue, client: Client) -> None:
    page = words(post(client, as_csv(row(force="Narnia"))))
    assert "Nothing to change: no row was accepted." in page
    assert "/confirm/" not in page


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"a,b\n1,2\n"])
def test_a_file_that_cannot_be_read_is_kept_with_the_reason(catalogue: Catalogue, client: Client, data: bytes) -> None:
    page = words(post(client, data))
    assert "This file cannot be taken" in page
    assert "The file has arrived" not in page
    file = FindingsFile.objects.get()
    assert file.state == "unreadable"
    assert client.get(f"{file.get_absolute_url()}refused/").status_code == 200
    assert client.get(f"{file.get_absolute_url()}?page=x").status_code == 400


@pytest.mark.usefixtures("administrator")
def test_a_file_beyond_the_limit_is_not_kept_but_its_outcome_is(
    catalogue: Catalogue, client: Client, settings: Any
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 100
    assert "and the limit is 1 kB" in words(post(client, as_csv(row())))
    assert not FindingsFile.objects.get().file


@pytest.mark.usefixtures("administrator")
def test_no_file_chosen_is_said_on_the_form(client: Client) -> None:
    answer = client.post("/findings/import/", {})
    assert (answer.status_code, "Choose a file" in words(answer)) == (422, True)


@pytest.mark.usefixtures("administrator")
def test_a_preview_that_has_gone_stale_is_made_again_and_says_so(catalogue: Catalogue, client: Client) -> None:
    file = catalogue.send(row())
    catalogue.load(row())
    address = f"/findings/import/{file.pk}/confirm/"
    page = words(client.post(address, {"version": file.version}, follow=True))
    assert "What is held changed after this preview was made, so nothing was applied." in page
    assert "Nothing to change" in page
    assert "The preview was made again meanwhile" in words(client.post(address, {"version": 1}, follow=True))
    assert "The preview was made again meanwhile" in words(client.post(address, {}, follow=True))
    assert Finding.objects.count() == 1


@pytest.mark.usefixtures("administrator")
def test_a_file_is_withdrawn_once(catalogue: Catalogue, client: Client) -> None:
    file = catalogue.send(row())
    address = f"/findings/import/{file.pk}/withdraw/"
    assert "Withdrawn: nothing of it was loaded." in words(client.post(address, follow=True))
    assert "This file is withdrawn; it cannot be withdrawn." in words(client.post(address, follow=True))


@pytest.mark.usefixtures("administrator")
def test_doubtful_rows_have_a_place_of_their_own(catalogue: Catalogue, client: Client) -> None:
    file = catalogue.send(row(source=""), row(force="CHE"))
    assert "Look at 1 row first" in words(client.get(file.get_absolute_url()))
    page = words(client.get(f"{file.get_absolute_url()}?show=look"))
    assert "No source is given." in page
    assert "Cheshire" not in page


@pytest.mark.usefixtures("administrator")
def test_rows_are_paged_and_a_wrong_address_is_explained(catalogue: Catalogue, client: Client) -> None:
    file = catalogue.send(*(row(subject_paraphrased=f"Matter {number}") for number in range(60)))
    second = words(client.get(f"{file.get_absolute_url()}?show=added&page=2"))
    assert "Matter 59" in second
    assert "Matter 10" not in second
    wrong = client.get(f"{file.get_absolute_url()}?show=lost")
    assert wrong.status_code == 400
    assert "No rows are shown until the address is mended." in words(wrong)


@pytest.mark.usefixtures("administrator")
def test_refused_rows_come_back_in_their_layout_mended_they_are_taken(catalogue: Catalogue, client: Client) -> None:
    headings = ["status", "force", "raised_cycle", "pillar", "question", "type", "subject_paraphrased",
                "status_as_of_cycle"]  # fmt: skip
    sent = as_csv(row(force="Narnia", subject_paraphrased="-all of it"), row(force="CHE"), headings=headings)
    post(client, sent)
    answer = client.get(f"/findings/import/{FindingsFile.objects.get().pk}/refused/")
    text = b"".join(answer.streaming_content).decode()
    [refused] = list(csv.DictReader(io.StringIO(text)))
    assert list(refused) == [*headings, "reason"]
    assert refused["force"] == "Narnia"
    assert refused["reason"].startswith("force: There is no force with this name. Found: Narnia. Write the force")
    mended = reading.read(text.replace("Narnia,", "Cleveland,").encode())
    assert mended.lines[0].text("subject_paraphrased") == "-all of it"
    assert "1 added" in words(post(client, text.replace("Narnia,", "Cleveland,").encode()))


@pytest.mark.usefixtures("administrator")
def test_refused_rows_of_a_workbook_come_back_as_a_workbook(catalogue: Catalogue, client: Client) -> None:
    headings = list(row())
    post(client, as_xlsx([list(row(force="Narnia").values())], headings), "findings.xlsx")
    answer = client.get(f"/findings/import/{FindingsFile.objects.get().pk}/refused/")
    table = reading.read(b"".join(answer.streaming_content))
    assert (table.format, table.lines[0].text("force")) == ("xlsx", "Narnia")


@pytest.mark.usefixtures("administrator")
def test_the_history_of_a_file_says_who_confirmed_it(catalogue: Catalogue, client: Client) -> None:
    file = catalogue.load(row(), by=catalogue.manager)
    page = words(client.get(f"/findings/import/{file.pk}/history/"))
    assert "Confirmed" in page
    assert catalogue.manager.name in page


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_the_register_leads_there_whoever_may_load(client: Client, role: Role) -> None:
    client.force_login(factories.user(role))
    assert 'href="/findings/import/"' in words(client.get("/findings/"))


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.AUDITOR, Role.FORCE_CONTACT])
def test_the_register_leads_nobody_else_there(client: Client, role: Role) -> None:
    client.force_login(factories.user(role))
    assert "/findings/import/" not in words(client.get("/findings/"))


@pytest.mark.usefixtures("administrator")
def test_a_loaded_finding_says_what_is_not_held_and_when_it_was_entered(catalogue: Catalogue, client: Client) -> None:
    catalogue.load(row(type="cause of concern", published_on="2017-03-02"))
    page = words(client.get("/findings/CLV-2016-01/"))
    assert "Not held: the source tells of the cause of concern only" in page
    assert "wording not held, subject only" in page
    assert "recorded 2 March 2017, entered 1 June 2018" in page


@pytest.mark.usefixtures("administrator")
def test_the_grid_shows_what_a_later_cycle_said_of_it(catalogue: Catalogue, client: Client) -> None:
    catalogue.inspect("2017")
    catalogue.load(
        row(status_as_of_cycle="2017", status="remains open"),
        row(status_as_of_cycle="2017", status="revisited", subject_paraphrased="Seen again"),
        row(subject_paraphrased="Never seen again"),
    )
    lines = words(client.get("/forces/cleveland/follow-up/?format=csv"))
    cells = [line.split(",")[-1] for line in lines.split(" CLV-2016-0")[1:]]
    assert [cell.strip() for cell in cells] == ["open", "no verdict held", "not assessed this year"]
