"""What a file of evidence is, by its content: every kind that is taken and every kind that is not."""

from __future__ import annotations

import io

import pytest

from core import attachments
from core.attachments import Refused, download_name, kind_of, kind_of_bytes, size_in_words
from tests.findings import evidence_samples as samples
from tests.findings.evidence_samples import OPEN_XML, archive, open_document, open_xml


@pytest.mark.parametrize(
    ("content", "label"),
    [
        (samples.PDF, "PDF"),
        (samples.DOCX, "Word document"),
        (samples.XLSX, "Excel workbook"),
        (samples.PPTX, "PowerPoint presentation"),
        (samples.ODT, "OpenDocument text"),
        (samples.ODS, "OpenDocument spreadsheet"),
        (samples.ODP, "OpenDocument presentation"),
        (samples.PNG, "PNG picture"),
        (samples.JPEG, "JPEG picture"),
        (samples.GIF, "GIF picture"),
        (samples.WEBP, "WebP picture"),
        (samples.TIFF, "TIFF picture"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_taken_is_told_by_its_content(content: bytes, label: str) -> None:
    assert kind_of_bytes(content).label == label


def test_a_moving_png_is_a_png() -> None:
    moving = samples.PNG[:33] + b"\x00\x00\x00\x08acTL" + bytes(20) + b"\x00\x00\x00\x00IDAT"
    assert kind_of_bytes(moving).mime == "image/png"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty."),
        (samples.HTML, "it is a web page."),
        (b"\xef\xbb\xbf \n<HTML>", "it is a web page."),
        (samples.SVG, "it is an SVG drawing."),
        (samples.SVG_IN_XML, "it is an SVG drawing."),
        (b"<?xml version='1.0'?><plan/>", "it is an XML file."),
        (samples.PROGRAM, "it is a program."),
        (samples.ELF, "it is a program."),
        (samples.SCRIPT, "it is a program."),
        (samples.ZIP, "it is a compressed file."),
        (b"PK\x05\x06" + bytes(18), "it is a compressed file."),
        (samples.OLD_WORD, "it is a file of an old Office program, or locked with a password."),
        (samples.BMP, "it is a picture of another kind."),
        (samples.RTF, "it is a rich text file."),
        (samples.VIDEO, "it is a video."),
        (b"SQLite format 3\x00" + bytes(20), "it is a file of another kind."),
        (b"Plain words.", "it is a file of another kind."),
        (samples.ZIP[:40], "it is damaged: it cannot be opened."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_taken_says_what_it_is(content: bytes, said: str) -> None:
    with pytest.raises(Refused) as refused:
        kind_of_bytes(content)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    "content",
    [
        samples.DOCM,
        open_xml(f"{OPEN_XML}.wordprocessingml.document.main+xml", **{"word/vbaProject.bin": b"x"}),
        open_xml(f"{OPEN_XML}.spreadsheetml.sheet.main+xml", **{"xl/macrosheets/sheet1.xml": b"x"}),
        archive({"[Content_Types].xml": b"document.main+xml application/vnd.ms-office.vbaProject"}),
        open_document("text", **{"Basic/Standard/script-lb.xml": b"x"}),
        open_document("spreadsheet", **{"Scripts/python/run.py": b"x"}),
    ],
    ids=["type", "part", "macro sheet", "part by another name", "Basic", "script"],
)
def test_a_document_with_macros_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="it has macros"):
        kind_of_bytes(content)


def test_an_office_file_of_another_kind_is_refused() -> None:
    with pytest.raises(Refused, match="an Office file of another kind"):
        kind_of_bytes(open_xml(f"{OPEN_XML}.wordprocessingml.template.main+xml"))


def test_an_open_document_of_another_kind_is_refused() -> None:
    with pytest.raises(Refused, match="it is a compressed file"):
        kind_of_bytes(open_document("formula"))
    with pytest.raises(Refused, match="it is a compressed file"):
        kind_of_bytes(archive({"mimetype": b"application/pdf"}))


def test_a_document_that_needs_a_password_is_refused() -> None:
    with pytest.raises(Refused, match="locked with a password"):
        kind_of_bytes(open_document("text", manifest=b"<manifest:encryption-data/>"))


def test_a_zipped_part_that_needs_a_password_is_refused() -> None:
    data = bytearray(archive({"[Content_Types].xml": b"x"}))
    directory = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[directory + 8] |= 1
    with pytest.raises(Refused, match="locked with a password"):
        kind_of_bytes(bytes(data))


def test_an_open_document_without_its_manifest_is_damaged() -> None:
    with pytest.raises(Refused, match="damaged"):
        kind_of_bytes(archive({"mimetype": b"application/vnd.oasis.opendocument.text"}))


def test_a_document_made_to_burst_is_not_unpacked() -> None:
    types = f'ContentType="{OPEN_XML}.wordprocessingml.document.main+xml"'.encode()
    data = archive({"[Content_Types].xml": types + b" " * 5_000_000})
    assert kind_of_bytes(data).label == "Word document"


def test_twenty_megabytes_are_taken_and_a_byte_more_is_not() -> None:
    file = io.BytesIO(samples.PDF)
    assert kind_of(file, 20 * 1024 * 1024).label == "PDF"
    with pytest.raises(Refused, match=r"it has 20\.5 MB; the limit is 20 MB"):
        kind_of(file, 20 * 1024 * 1024 + 512 * 1024)


@pytest.mark.parametrize(
    ("name", "mime", "given"),
    [
        ("plan.pdf", "application/pdf", "plan.pdf"),
        ("PLAN.PDF", "application/pdf", "PLAN.PDF"),
        ("plan.html", "application/pdf", "plan.pdf"),
        ("plan.pdf.exe", "application/pdf", "plan.pdf"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("photo.png", "image/jpeg", "photo.jpg"),
        ("minutes v1.2", "application/pdf", "minutes v1.2.pdf"),
        ("minutes.final", "image/png", "minutes.final.png"),
        (".exe", "application/pdf", "exe.pdf"),
        ("../../etc/passwd", "application/pdf", "etcpasswd.pdf"),
        ('a"b\r\nSet-Cookie: c', "application/pdf", "abSet-Cookie: c.pdf"),
        ("", "application/pdf", "evidence.pdf"),
    ],
)
def test_a_file_is_taken_away_under_its_name_with_the_ending_of_its_content(name: str, mime: str, given: str) -> None:
    assert download_name(name, mime) == given


def test_a_size_is_said_as_people_read_it() -> None:
    assert [size_in_words(size) for size in (1, 1536, 1024 * 1024, 5_400_000)] == ["1 KB", "2 KB", "1.0 MB", "5.1 MB"]


def test_every_kind_that_is_taken_is_named_to_whoever_is_refused() -> None:
    for kind in attachments.KINDS.values():
        assert kind.label.split()[0] in attachments.ALLOWED or kind.endings[0] in attachments.ALLOWED
