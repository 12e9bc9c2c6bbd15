"""What is read from a report: samples in several layouts, and the shared report of 2017. No database."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from weasyprint import HTML

from forces.returns.layout import Unreadable
from reports.reading import files
from reports.reading.judgments import table_of
from reports.reading.layout import Finding, Reading
from reports.reading.lines import joined, lines_of
from reports.reading.report import read

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "reports"


def sample(name: str) -> Reading:
    """Read one of our own samples."""
    return read((SAMPLES / f"{name}.txt").read_text())


def told(found: Reading) -> list[tuple[str, str, str, list[int], bool]]:
    """Return the findings: kind, question, how the wording ends, lines, whether damaged."""
    return [
        (one.kind, one.slug, " ".join(one.wording.split()[-3:]), one.lines, one.is_damaged) for one in found.findings
    ]


AFI, CONCERN, RECOMMENDATION = "area-for-improvement", "cause-of-concern", "recommendation"


def test_numbered_points_go_on_over_a_page_with_its_header_number_and_footnote() -> None:
    found = sample("numbered-pages")
    assert told(found) == [
        (AFI, "prevention", "side by side.", [41, 42], False),
        (AFI, "prevention", "the county library.", [43, 44, 52], False),
        (AFI, "prevention", "that was widened.", [53, 54], False),
        (AFI, "investigation", "a well-kept ruler.", [69, 70], False),
    ]
    assert "lane supervisor, and" in found.findings[1].wording
    assert "should re-count the" in found.findings[2].wording
    assert found.findings[1].why.startswith("It goes on after a break of the page")


def test_a_table_on_one_line_each_tells_grades_and_years_and_an_annex_tells_no_counts() -> None:
    found = sample("numbered-pages")
    assert [(one.slug, one.grade, one.last_inspected, one.lines) for one in found.judgments] == [
        ("overall", "good", "2016", [21]),
        ("prevention", "good", "2016", [22]),
        ("investigation", "requires-improvement", "2016", [23]),
        ("vulnerability", "outstanding", "2015", [24]),
        ("specialist-capabilities", "ungraded", "2016", [25]),
    ]
    assert [(one.words, one.lines) for one in found.file_reviews] == [("31 of 40", [38])]
    about = [(one.name, one.line) for one in (found.force, found.cycle, found.published_on) if one]
    assert about == [("Exampleshire Police", 3), ("2016", 1), ("2017-03-02", 7)]
    assert found.cycle is not None
    assert found.cycle.pillar == "effectiveness"


def test_a_table_set_column_by_column_is_put_together_and_recommendations_stand_under_their_concern() -> None:
    found = sample("dashes-concern")
    assert [(one.slug, one.grade, one.last_inspected, one.lines) for one in found.judgments] == [
        ("investigation", "inadequate", "2018/19", [7, 12, 17]),
        ("prevention", "good", "2018/19", [8, 13, 18]),
        ("vulnerability", "requires-improvement", "2016", [9, 14, 19]),
    ]
    assert told(found) == [
        (AFI, "prevention", "first of October.", [33, 34, 35], False),
        (AFI, "prevention", "to the parish.", [42], False),
        (CONCERN, "investigation", "index at all.", [54, 55, 57], False),
        (RECOMMENDATION, "investigation", "the letter Z", [62], False),
        (RECOMMENDATION, "investigation", "of its shelf.", [63], False),
        (RECOMMENDATION, "investigation", "is in it.", [65], False),
    ]
    assert [one.parent for one in found.findings] == [None, None, None, 2, 2, 2]
    assert [one.diagnostic for one in found.findings[:2]] == ["Gates", "Hedges"]
    assert found.findings[5].wording.startswith("The force should immediately: lock")
    assert [(one.files, one.good) for one in found.file_reviews] == [(24, None)]


def test_points_without_marks_and_grades_under_the_headings_are_read_and_advice_elsewhere_is_not() -> None:
    found = sample("paragraphs")
    assert [(one.question, one.grade, one.lines) for one in found.judgments] == [
        ("Recording data about lanes", "adequate", [2, 3]),
        ("Responding to letters", "requires-improvement", [10, 11]),
    ]
    assert told(found) == [
        (AFI, "recording-data-about-lanes", "than one number.", [6], False),
        (AFI, "recording-data-about-lanes", "they open again.", [7], False),
        (AFI, "responding-to-letters", "within ten days.", [14], False),
        (AFI, "responding-to-letters", "keep its answers.", [15], False),
    ]
    assert [(one.words, one.lines) for one in found.file_reviews] == [("41 of 50", [8, 9])]
    assert (found.force and found.force.name, found.cycle and found.cycle.name) == ("Exampleshire Police", "2021-22")


def test_a_point_among_the_lines_of_a_footnote_is_whole_where_that_is_certain_and_damaged_where_not() -> None:
    found = sample("interleaved")
    *_, certain, doubtful, cut = found.findings
    assert (certain.wording.split()[-2:], certain.is_damaged) == (["the", "sergeant."], False)
    assert certain.why.startswith("A footnote stands among its lines")
    assert (doubtful.wording.split()[-3:], doubtful.is_damaged) == (["no", "more", "than"], True)
    assert "to keep one for every warden" in doubtful.passage
    assert (cut.is_damaged, cut.why.startswith("It stops in the middle")) == (True, True)
    assert [one.kind for one in found.findings[:4]] == [CONCERN, CONCERN, RECOMMENDATION, RECOMMENDATION]
    assert found.findings[2].why.startswith("It may answer more than one")


def test_a_finding_said_twice_is_one_and_a_grade_that_the_chapter_contradicts_is_to_be_looked_at() -> None:
    box = "Areas for improvement\n• The force should sweep the yard.\n\n"
    table = "Judgments\nOverall effectiveness 2017 Good\nSpecialist capabilities Good 2017\nSummary\n\n"
    found = read(f"{table}{box}Specialist capabilities\nInadequate\n\n{box}")
    assert [(one.slug, one.lines) for one in found.findings] == [("specialist-capabilities", [7, 13])]
    assert [(one.is_damaged, one.why[-23:]) for one in found.judgments] == [
        (False, ""),
        (True, "(line 10): look at both."[-23:]),
    ]


@pytest.mark.parametrize(
    ("after", "ends", "is_damaged"),
    [
        ("Exampleshire every winter.", "Exampleshire every winter.", False),  # a name may go on with a sentence
        ("The yard", "the lamps of", True),  # a heading does not
        ("3\n\nA lamp is what gives light.\n\nevery lane.", "of every lane.", False),
        ("3\n\nA lamp is what gives light.\n\nLanes", "the lamps of", True),
        ("3", "the lamps of", True),
    ],
)
def test_a_point_that_has_not_ended_goes_on_only_with_what_reads_on(after: str, ends: str, is_damaged: bool) -> None:
    [found] = read(f"Areas for improvement\n• The force should count the lamps of\n\n{after}\n").findings
    assert (found.wording.endswith(ends), found.is_damaged) == (True, is_damaged)


def test_a_cause_of_concern_without_recommendations_is_its_first_paragraph() -> None:
    text = "Cause of concern\nThe lamps are not counted, and\nnobody knows why.\n\nThis is told further on.\n\nLanes\n"
    assert [(one.kind, one.lines) for one in read(text).findings] == [(CONCERN, [2, 3])]


@pytest.mark.parametrize(
    ("title", "force"),
    [
        ("PEEL effectiveness 2017: Bedfordshire Police", "Bedfordshire Police"),
        ("PEEL 2018/19: Devon and Cornwall Police", "Devon and Cornwall Police"),
        ("PEEL: Police legitimacy 2017: An inspection of the Metropolitan Police", "Metropolitan Police"),
    ],
)
def test_the_title_names_the_force_however_often_another_is_named(title: str, force: str) -> None:
    found = read(f"{title}\nKent Police lent a van.\nKent Police lent a second.\nKent Police lent no third.\n")
    assert found.force is not None
    assert (found.force.name, found.force.line) == (force, 1)


def test_a_heading_with_a_reference_begins_one_finding_whatever_it_says() -> None:
    found = read(
        "Judgments\nOverall Good 2017\nSpecialist capabilities Ungraded by design 2017\n"
        "Protecting vulnerable people Outstanding (carried over) 2016\nSummary\n\nSpecialist capabilities\nFindings\n"
        "Cause of concern KEN-2017-01\nThe lamps of the depot are not counted. Nobody\nknows why.\n"
        "Due: By 1 June 2018\n"
        "Recommendation KEN-2017-02, under KEN-2017-01\nCount the lamps:\nall of them.\nDue: By 1 July 2018\n"
        "Area for improvement KEN-2017-03\nSweep the yard.\nLend the shears.\n\nThis is told further on.\n"
    )
    assert [(one.slug, one.grade, one.last_inspected) for one in found.judgments] == [
        ("overall", "good", "2017"),
        ("specialist-capabilities", "ungraded", "2017"),
        ("vulnerability", "outstanding", "2016"),
    ]
    assert [(one.kind, one.wording, one.parent, one.diagnostic) for one in found.findings] == [
        (CONCERN, "The lamps of the depot are not counted. Nobody knows why.", None, ""),
        (RECOMMENDATION, "Count the lamps: all of them.", 0, ""),
        (AFI, "Sweep the yard. Lend the shears.", None, ""),
    ]


def test_a_table_with_two_grades_in_a_row_tells_none_and_words_of_the_page_are_no_question() -> None:
    table = "Judgments\nOverall effectiveness 2017 Good\nSpecialist capabilities Good\nInadequate 2017\nSeen by all\n\n"
    found = read(f"{table}Protecting vulnerable\npeople\nGood\nSummary\n").judgments
    assert [(one.slug, one.grade, one.is_damaged) for one in found] == [
        ("overall", "good", False),
        ("specialist-capabilities", "", True),
        ("vulnerability", "good", False),
    ]


def test_a_word_cut_at_the_end_of_a_line_is_made_whole() -> None:
    assert joined(["a super-", "visor and co-", "ordination"]) == "a supervisor and co-ordination"
    assert joined(["a night-", "watch"], frozenset({"night-watch"})) == "a night-watch"
    assert joined(["a re-", "port"], frozenset({"report"})) == "a report"
    assert joined(["a soft\u00ad", "ly cut"]) == "a softly cut"


def test_lines_are_numbered_as_an_editor_numbers_them() -> None:
    lines = lines_of("one\r\ntwo\n\fthree\n\n3 of 9")
    assert [(line.number, line.text) for line in lines if line.text] == [
        (1, "one"),
        (2, "two"),
        (3, "three"),
        (5, "3 of 9"),
    ]
    assert [line.number for line in lines if line.starts_page] == [3]
    assert lines[-1].is_furniture


# --- the shared report -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bedfordshire() -> Reading:
    """Read the shared report, in no more than two seconds."""
    path = SAMPLES.parent.parent.parent.parent / "shared" / "seed" / "peel-effectiveness-2017-bedfordshire.txt"
    begun = time.monotonic()
    found = read(files.told(path.read_bytes()).text)
    assert time.monotonic() - begun <= 2
    return found


@pytest.mark.shared
def test_the_judgments_of_bedfordshire_2017(bedfordshire: Reading) -> None:
    improve = "requires-improvement"
    assert [(one.slug, one.grade, one.last_inspected, one.line) for one in bedfordshire.judgments] == [
        ("overall", improve, "2017", 48),
        ("prevention", improve, "2017", 56),
        ("investigation", improve, "2017", 64),
        ("vulnerability", improve, "2017", 69),
        ("serious-and-organised-crime", "good", "2017", 74),
        ("specialist-capabilities", "ungraded", "2017", 79),
    ]
    assert not any(one.is_damaged for one in bedfordshire.judgments)
    assert bedfordshire.judgments[0].lines == [48, 52]
    about = [(one.name, one.pillar, one.line) for one in (bedfordshire.force, bedfordshire.cycle) if one]
    assert about == [("Bedfordshire Police", "", 12), ("2017", "effectiveness", 48)]


@pytest.mark.shared
def test_the_findings_of_bedfordshire_2017(bedfordshire: Reading) -> None:
    assert {one.kind for one in bedfordshire.findings} == {AFI}
    lines = {
        "prevention": [247, 252, 259, 264],
        "investigation": [469, 474, 480],
        "vulnerability": [770, 777, 784, 790, 796],
        "serious-and-organised-crime": [933, 939],
    }
    assert [(one.slug, one.line) for one in bedfordshire.findings] == [
        (slug, line) for slug, of_it in lines.items() for line in of_it
    ]
    fourth, fifth = bedfordshire.findings[10:12]
    assert (fourth.wording[-15:], fourth.lines, fourth.is_damaged) == ("domestic abuse.", [790, 791, 793], False)
    assert (fifth.wording[-13:], fifth.lines, fifth.is_damaged) == ("involving all", [796], True)
    assert fifth.why.startswith("A footnote or another text stands among its lines")
    whole = [one for one in bedfordshire.findings if one is not fifth]
    assert all(one.wording.startswith("The force should ") and one.wording.endswith(".") for one in whole)
    assert not any(one.is_damaged for one in whole)


@pytest.mark.shared
def test_the_file_reviews_of_bedfordshire_2017(bedfordshire: Reading) -> None:
    assert [(one.files, one.good, one.line) for one in bedfordshire.file_reviews] == [(60, 46, 363), (40, None, 367)]


# --- files -------------------------------------------------------------------------------------------------


def pdf_of(text: str) -> bytes:
    """Make a PDF of a text, as long as it needs."""
    paragraphs = "".join(f"<p>{line or '&nbsp;'}</p>" for line in text.splitlines())
    return bytes(HTML(string=f"<html lang='en'><title>A report</title><body>{paragraphs}</body></html>").write_pdf())


def test_a_pdf_is_read_through_its_text() -> None:
    text = "PEEL: Police effectiveness 2016\nAn inspection of Exampleshire Police\nAreas for improvement\n"
    found = read(
        files.told(pdf_of(f"{text}• The force should sweep the yard before the first frost of the year.")).text
    )
    assert [one.wording[-12:] for one in found.findings] == ["of the year."]
    assert found.force is not None
    assert found.force.name == "Exampleshire Police"


def locked() -> bytes:
    """Make a PDF that opens with a password only."""
    from io import BytesIO

    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("a password", algorithm="AES-256")
    writer.write(file)
    return file.getvalue()


BAD = {
    "empty": (b" \n\n", "The file is empty."),
    "program": (b"\x7fELF\x02\x01\x01" + b"\x00" * 64, "The file is a program."),
    "binary": (bytes(range(256)) * 20, "The file is no text"),
    "signs": (b"\x01\x02\x03 words " * 50, "The file is no text"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "The file is a PNG picture."),
    "web page": (b"<!DOCTYPE html><p>Areas for improvement", "The file is a web page."),
    "utf-16": (b"\xff\xfea\x00b", "The file says that it is in the encoding UTF-16"),
    "large": (b"word " * 500_000, "The file is 2.4 MB and the limit is 1 MB."),
    "long line": (b"word " * 5_000, "The file has a line of 25,000 characters"),
    "lines": (b"a word\n" * 60_000, "The file has 60,001 lines"),
    "lines as of old": (b"a word\r" * 60_000, "The file has 60,001 lines"),
    "pages": (b"a word\f" * 60_000, "The file has 60,001 lines"),
    "few words": (b"Nothing much.", "No words were found"),
    "damaged pdf": (b"%PDF-1.7 and then nothing", "The PDF is damaged"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_read_says_what_it_is_and_how_to_mend_it(name: str) -> None:
    data, message = BAD[name]
    with pytest.raises(Unreadable) as refused:
        files.told(data)
    [problem] = refused.value.problems
    assert problem.message.startswith(message)
    assert problem.mend


def test_a_locked_pdf_and_one_without_words_say_so() -> None:
    with pytest.raises(Unreadable, match="locked with a password"):
        files.told(locked())
    with pytest.raises(Unreadable, match="No words were found"):
        files.told(pdf_of(""))


def test_a_text_as_windows_writes_it_is_read() -> None:
    text = "Areas for improvement\n• The force’s yard is to be swept by hand – twice. " + "And so on. " * 20
    assert read(files.told(text.encode("cp1252")).text) == read(files.told(text.encode("utf-16")).text)


def test_half_a_sign_that_a_pdf_may_hold_is_left_out() -> None:
    text = files.whole("The force\ud835 is to sweep\x00 the yard. " + "And so on. " * 20)
    assert text.startswith("The force is to sweep the yard.")
    assert text.encode()


def test_a_text_full_of_what_may_begin_a_table_is_read_as_fast_as_any() -> None:
    lines = lines_of("Judgments\n" * 20_000)
    begun = time.monotonic()
    assert table_of(lines) == range(0)
    assert time.monotonic() - begun <= 5


# --- anything at all ---------------------------------------------------------------------------------------

ODD = st.text(max_size=40)
PART = st.sampled_from([
    "Areas for improvement", "Cause of concern", "Recommendations", "Judgments", "Overall effectiveness 2017", "Good",
    "•", "• The force should", "1.", "2. ", "- ", "The force should mend it.", "21 A note", "3", "\f", "", "", "2017",
    "Preventing crime and tackling anti-social", "behaviour", "Summary", "Annex A", "we reviewed 60 files and found 46",
    "re-", "mended-", "to address this cause of concern, the force should:", "Question Grade Last inspected", "–",
    "An inspection of Exampleshire Police", "PEEL: Police effectiveness 2017", "all of it " * 30, "x" * 120,
])  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(st.one_of(PART, PART, ODD), max_size=40), st.sampled_from(["\n", "\n\n", "\r\n", " \n", "\n\f"]))
def test_any_text_is_read_without_a_fault_and_every_line_named_is_one_of_it(parts: list[str], between: str) -> None:
    text = between.join(parts)
    found = read(text)
    numbers = {line.number for line in lines_of(text)}
    for one in [*found.judgments, *found.findings, *found.file_reviews]:
        assert set(one.lines) <= numbers
        assert one.passage
    for finding in found.findings:
        parent: Finding | None = found.findings[finding.parent] if finding.parent is not None else None
        assert parent is None or parent.kind == CONCERN
        assert finding.wording.strip()


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.4\n", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"a word " * 30]),
)
def test_any_bytes_are_read_or_refused_with_a_reason(data: bytes, start: bytes) -> None:
    try:
        read(files.told(start + data).text)
    except Unreadable as refused:
        said = [(problem.message, problem.mend) for problem in refused.problems]
    else:
        said = []
    assert all(message and mend for message, mend in said)
