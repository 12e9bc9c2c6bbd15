"""What in a note looks like a person, and what only seems to: a table of each, and properties of any note."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspections.rules import identifiers
from inspections.rules.identifiers import (
    EMAIL,
    INSURANCE,
    LABELS,
    NAME,
    OFFICER,
    PHONE,
    PLATE,
    POSTCODE,
    Found,
    scan,
    warning,
)

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy

# Telephone numbers are of the ranges kept for drama; names, plates and the rest are made up.
PERSONAL = [
    ("Spoke to Mr Example about it.", NAME, "Mr Example"),
    ("Mrs. Specimen was updated", NAME, "Mrs. Specimen"),
    ("statement of Mr A. N. Other taken", NAME, "Mr A. N. Other"),
    ("mr and mrs specimen", NAME, "mrs specimen"),
    ("MR EXAMPLE refused", NAME, "MR EXAMPLE"),
    ("Miss Anna-Maria O’Sample said", NAME, "Miss Anna-Maria O’Sample"),
    ("told Ms Łucja", NAME, "Ms Łucja"),
    ("Mx Example", NAME, "Mx Example"),
    ("Saw Dr Specimen at the hospital", NAME, "Dr Specimen"),
    ("dr Specimen wrote", NAME, "dr Specimen"),
    ("pc Example and the dog", OFFICER, "pc Example"),
    ("Sir John Sample", NAME, "Sir John Sample"),
    ("the GP, Dr Specimen, wrote", NAME, "Dr Specimen"),
    ("PC Example attended", OFFICER, "PC Example"),
    ("Allocated to DC 4512 Example on day 3", OFFICER, "DC 4512 Example"),
    ("PC1234 took the call", OFFICER, "PC1234"),
    ("PS 4512 reviewed it", OFFICER, "PS 4512"),
    ("Sgt Sample reviewed the plan", OFFICER, "Sgt Sample"),
    ("Detective Sergeant Sample agreed", OFFICER, "Sergeant Sample"),
    ("DI SAMPLE closed it", OFFICER, "DI SAMPLE"),
    ("PCSO Example", OFFICER, "PCSO Example"),
    ("ring 01632 960123 first", PHONE, "01632 960123"),
    ("(01632) 960 123", PHONE, "(01632) 960 123"),
    ("07700 900123", PHONE, "07700 900123"),
    ("mob:07700900123.", PHONE, "07700900123"),
    ("07700 900 123 on 22 March 2018", PHONE, "07700 900 123"),
    ("+44 7700 900123", PHONE, "+44 7700 900123"),
    ("+44 (0)20 7946 0123", PHONE, "+44 (0)20 7946 0123"),
    ("00447700900123", PHONE, "00447700900123"),
    ("020 7946 0123", PHONE, "020 7946 0123"),
    ("0161-496-0123", PHONE, "0161-496-0123"),
    ("0161 496 0123 60 files", PHONE, "0161 496 0123"),
    ("a.sample+1@mail.example.com.", EMAIL, "a.sample+1@mail.example.com"),
    ("lives at LU1 2AB", POSTCODE, "LU1 2AB"),
    ("lu12ab", POSTCODE, "lu12ab"),
    ("M1 1AE, SW1A 1AA", POSTCODE, "M1 1AE"),
    ("flat near EC1A 1BB", POSTCODE, "EC1A 1BB"),
    ("seen in AB12 CDE", PLATE, "AB12 CDE"),
    ("vehicle LB67XYZ", PLATE, "LB67XYZ"),
    ("ab12 cde", PLATE, "ab12 cde"),
    ("a blue van, P123 BCD", PLATE, "P123 BCD"),
    ("R7 BCD", PLATE, "R7 BCD"),
    ("a classic, BCD 123K", PLATE, "BCD 123K"),
    ("NI AB 12 34 56 C given", INSURANCE, "AB 12 34 56 C"),
    ("ab123456c", INSURANCE, "ab123456c"),
]

ORDINARY = [
    "Q1 2017 and Q2 2018",
    "Recorded on 22 March 2018, reviewed 01/02/2018, closed 01.02.2018 and 01-02-2018 14:05",
    "Called at 09:15, attended at 1015 hrs; 0900 - 1130 on 12 06 2017",
    "46 of 60 files, 77%, 1,795 rows, £12,345.67",
    "s.20 OAPA 1861; S47 ABH and S20 GBH; s.39 CJA 1988; section 18",
    "Crime 40/12345/17, 40/01234567890/17 and 0123456789/17; URN 40AB1234517",
    "Lives off Park Dr, seen on Castle Hill Dr.",
    "12 Park Dr. Officers attended. In Victoria Dr The witness was alone.",
    "Mr A and Mrs B are named by letter; Mr. The file says no more.",
    "PC attended. The DC did not. Sgt’s review is on file. PS: see above",
    "Miss the deadline and the plan suffers; sir, no. MS Teams was used",
    "An MG11 was taken and MG11 AND MG3 sent; the MG6 1st copy",
    "IC1 male, IC3 man; CCTV from 2 cameras; M25 AND A1; T2 3rd visit, S1 1st visit",
    "Q1 yes, Q2 no; day 28 review; 10 files per type; 5-day delay",
    "@home, a @ b, police.example/about",
    "The victim was updated within 28 days under the Code.",
    "",
]

WORDS = re.split(
    " ",
    "the victim was updated late and no plan set by supervisor on day 28 46 of 60 22 March 2018 s.20 OAPA 1861 "
    "40/12345/17 09:15 GBH CCTV Q1 yes not evidenced; review. (see above) 77% CPS MG11 outcome 16",
)


@pytest.mark.parametrize(("note", "kind", "text"), PERSONAL)
def test_what_looks_personal_is_found_with_its_kind_and_place(note: str, kind: str, text: str) -> None:
    first = scan(note)[0]
    assert (first.kind, first.text) == (kind, text)
    assert note[first.start : first.end] == text


@pytest.mark.parametrize("note", ORDINARY)
def test_an_ordinary_note_gives_no_warning(note: str) -> None:
    assert scan(note) == []


def test_a_note_with_several_is_read_in_order_and_each_once() -> None:
    note = "Mrs Specimen, 12 Park Dr, LU1 2AB, a.sample@example.com or 07700 900123, car AB12 CDE; PC 4512 told."
    assert [one.kind for one in scan(note)] == [NAME, POSTCODE, EMAIL, PHONE, PLATE, OFFICER]
    assert scan(note)[1] == Found(POSTCODE, 26, 33, "LU1 2AB")


def test_a_number_inside_an_email_address_is_not_a_phone_number_as_well() -> None:
    assert [one.kind for one in scan("07700900123@example.com")] == [EMAIL]


@pytest.mark.parametrize("prefix", ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ", "DA", "QQ", "AO"])
def test_letters_never_given_out_make_no_national_insurance_number(prefix: str) -> None:
    assert INSURANCE not in [one.kind for one in scan(f"{prefix} 12 34 56 C")]


def test_the_warning_is_a_plain_sentence() -> None:
    assert warning(scan("01632 960123")[0]) == "This looks like a phone number: 01632 960123"
    assert warning(scan("PC 4512")[0]) == "This looks like an officer’s name or number: PC 4512"


def test_every_kind_has_its_words() -> None:
    assert set(LABELS) == set(identifiers.PATTERNS) == {one for _, one, _ in PERSONAL}


@calm
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_a_note_made_of_ordinary_words_gives_no_warning(words: list[str]) -> None:
    assert scan(" ".join(words)) == []


ANYTHING = st.one_of(st.text(max_size=200), st.text(alphabet="MrsDPC .0123456789+@AbLU-()/’", max_size=80))


@calm
@given(st.lists(st.one_of(ANYTHING, st.sampled_from([note for note, _, _ in PERSONAL])), max_size=5))
def test_whatever_the_note_each_finding_is_a_piece_of_it_and_none_overlap(parts: list[str]) -> None:
    note = " ".join(parts)
    found = scan(note)
    assert all(note[one.start : one.end] == one.text != "" for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(one.text in warning(one) for one in found)


@pytest.mark.parametrize("piece", ["0", "0 ", "a", "A", "A.", "Mr A ", "a.", "a@", "a-", "12 Park Dr ", "AB1", "(0) "])
def test_a_long_and_awkward_note_is_read_at_once(piece: str) -> None:
    assert isinstance(scan(piece * (20_000 // len(piece))), list)
