"""Each check that raises queries on figures that are right and figures that are odd; a check without samples fails."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from forces.returns import checks
from forces.returns.checked import CheckedFigure, Counts, comparison, middle_of
from forces.returns.checks import missing_figure

BY_NAME = {module.NAME: module for module in checks.FIGURE_CHECKS}
NOW, THEN = "12 months to 30 June 2017", "12 months to 30 June 2016"


def rate(text: str) -> Decimal:
    return Decimal(text)


def share(numerator: int | None, denominator: int, label: str = NOW) -> Counts:
    """Return counts of a percentage; of fewer than 30 there is none."""
    value = None if numerator is None or denominator < 30 else Decimal(numerator) * 100 / denominator
    return Counts(label, numerator, denominator, value)


def shares(now: Counts, before: Counts | None = None, **fields: Any) -> CheckedFigure:
    return CheckedFigure(now, unit="%", is_denominator_sent=True, before=before, **fields)


def count(numerator: int | None, label: str = NOW, per_1000: str | None = None) -> Counts:
    return Counts(label, numerator, None, Decimal(per_1000) if per_1000 else None)


def counts(now: int | None, before: int | None = None, **fields: Any) -> CheckedFigure:
    last = count(before, THEN) if before is not None else None
    return CheckedFigure(count(now), before=last, **fields)


# ten other forces: middle 5.5, distances 0.5 to 4.5, their middle 2.5, spread 2.5 × 1.4826 = 3.7065
TEN = [Decimal(n) for n in range(1, 11)]


class Odd(NamedTuple):
    """A figure that is asked about: what is said of it, with its own limit if the sample needs one."""

    figure: CheckedFigure
    says: str
    limit: str = ""


# check → (figures that are right, figures that are asked about)
SAMPLES: dict[str, tuple[list[CheckedFigure], list[Odd]]] = {
    "change-on-last-year": (
        [
            counts(130, 100),  # 30% is the limit, not beyond it
            counts(70, 100),
            counts(45, 30),  # half as many again, and only 15 more
            counts(None, 100),
            counts(100),
            shares(share(944, 4940), share(472, 2470, THEN)),  # twice the count, the same 19.1%
            shares(share(10, 300), share(5, 200, THEN)),  # 7.5 at last year's rate: three more
            shares(share(8, 20), share(60, 200, THEN)),
        ],
        [
            # 742 ÷ 2,470 = 30.04%, 472 ÷ 2,470 = 19.11%; 742 ÷ 472 = 1.572
            Odd(
                shares(share(742, 2470), share(472, 2470, THEN)),
                f"30.0% (742 of 2,470) is 57% above the 19.1% (472 of 2,470) of {THEN}.",
            ),
            Odd(counts(60, 100), "60 is 40% below the 100 of"),
            Odd(counts(50, 29), f"50, against 29 in {THEN}"),
            Odd(counts(121, 100), "21% above", limit="20"),
            # 28 would be 1 or 2 at last year's 5%; a percentage of so few is not shown
            Odd(shares(share(25, 28), share(10, 200, THEN)), "25 of 28, against 5.0% (10 of 200) in"),
        ],
    ),
    "far-from-others": (
        [
            CheckedFigure(count(100, per_1000="18.4"), others=TEN),  # 12.9 ÷ 3.7065 = 3.48
            CheckedFigure(count(100, per_1000="99"), others=TEN[:9]),  # nine forces are too few
            CheckedFigure(count(100), others=TEN),
            CheckedFigure(count(100, per_1000="9"), others=[Decimal(5)] * 10),  # all the same: no distance
        ],
        [
            # 20 − 5.5 = 14.5; 14.5 ÷ 3.7065 = 3.91
            Odd(
                CheckedFigure(count(100, per_1000="20"), unit="per 1,000 people", others=TEN),
                "(100) is far above the middle of 10 other forces, 5.5 per 1,000 people: 3.9 times the usual distance",
            ),
            Odd(CheckedFigure(count(100, per_1000="0.1"), others=[n + 20 for n in TEN]), "far below"),
            Odd(CheckedFigure(count(100, per_1000="10"), others=TEN), "1.2 times", limit="1"),
        ],
    ),
    "unit-slip": (
        [
            counts(1000, 800),
            counts(500, 100),  # five times is no slip
            counts(10, 1),  # nine more is chance
            counts(0, 100),
            counts(1000),
            CheckedFigure(count(100, per_1000="20"), others=TEN),
        ],
        [
            Odd(shares(share(472, 2470), share(472, 24_700, THEN)), "about 10 times"),
            Odd(counts(1050, 100), f"1,050 is about 10 times the 100 of {THEN}. Is it in another unit?"),
            Odd(counts(95_000, 1000), "about 100 times"),
            Odd(counts(1_000_000, 1000), "about 1,000 times"),
            Odd(counts(100, 1000), f"100 is about one part in 10 of the 1,000 of {THEN}."),
            Odd(counts(2, 2100), "one part in 1,000"),
            Odd(CheckedFigure(count(100, per_1000="560"), others=TEN), "about 100 times the middle of 10 other forces"),
            Odd(counts(1400, 100), "about 10 times", limit="40"),
        ],
    ),
    "same-as-last-year": (
        [counts(101, 100), counts(49, 49), counts(100), shares(share(60, 201), share(60, 200, THEN))],
        [
            Odd(counts(50, 50), f"50 is exactly the count of {THEN}."),
            Odd(shares(share(60, 200), share(60, 200, THEN)), "30.0% (60 of 200) is exactly"),
            Odd(counts(5, 5), "exactly", limit="5"),
        ],
    ),
    "wrong-period": (
        [
            counts(100, elsewhere=[count(101, "2014")]),
            counts(49, elsewhere=[count(49, "2014")]),
            shares(share(60, 200), elsewhere=[share(60, 210, "2014")]),
        ],
        [Odd(counts(100, elsewhere=[count(99, "2015"), count(100, "2014")]), "100 is exactly what is held for 2014.")],
    ),
    "zero-for-blank": (
        [counts(0, 9), counts(0), counts(3, 100), counts(0, said="None was recorded"), counts(None, 100)],
        [
            Odd(counts(0, 10), f"The count is 0; it was 10 in {THEN}."),
            Odd(counts(0, said="System not available in June"), "the note says “not available”"),
            Odd(counts(0, said="We were unable to count"), "the note says “unable”"),
        ],
    ),
    "parts-do-not-sum": (
        [counts(46, parts=[count(6, "Own area"), count(40, "National")]), counts(46), counts(None, parts=[count(6)])],
        [
            Odd(
                counts(47, parts=[count(6, "Own area"), count(40, "National")]),
                "The parts add up to 46 and the whole is 47, 1 apart. Parts: Own area 6, National 40.",
            )
        ],
    ),
    "part-above-whole": (
        [counts(46, whole=count(46, "All")), counts(46), counts(46, whole=count(None, "All"))],
        [Odd(counts(47, whole=count(46, "All groups")), "The part is 47 and the whole, All groups, 46.")],
    ),
}


@pytest.mark.parametrize("name", BY_NAME)
def test_a_figure_that_is_right_is_not_asked_about(name: str) -> None:
    right, _ = SAMPLES[name]
    assert [figure for figure in right if BY_NAME[name].check(figure, BY_NAME[name].LIMIT)] == []


@pytest.mark.parametrize("name", BY_NAME)
def test_an_odd_figure_is_asked_about_with_numbers_and_a_comparison(name: str) -> None:
    _, odd = SAMPLES[name]
    for sample in odd:
        limit = Decimal(sample.limit) if sample.limit else BY_NAME[name].LIMIT
        found = BY_NAME[name].check(sample.figure, limit)
        assert found is not None, sample
        assert sample.says in found.message
        assert len(found.message) <= 500
        assert found.weight >= 1
        assert found.comparison["lines"][0]["label"] == NOW


@pytest.mark.parametrize("module", checks.FIGURE_CHECKS, ids=lambda module: module.NAME)
def test_a_check_says_what_it_is_and_what_its_limit_means(module: Any) -> None:
    assert module.TITLE
    assert module.LIMIT_IN
    assert module.WHAT.endswith(".")
    assert isinstance(module.LIMIT, Decimal)
    assert getattr(module, "INSTEAD_OF", set()) <= set(BY_NAME)


def test_the_middle_of_fewer_than_ten_forces_is_not_told() -> None:
    assert middle_of(TEN[:9]) is None
    middle = middle_of([*TEN, Decimal(11)])
    assert middle is not None
    assert (middle.median, middle.spread, middle.forces) == (6, Decimal("1.4826") * 3, 11)


def test_a_comparison_is_by_rate_or_by_count_throughout() -> None:
    figure = shares(share(742, 2470), share(472, 2470, THEN), others=TEN)
    assert comparison(figure) == {
        "unit": "%",
        "lines": [
            {"label": NOW, "value": 30.0405, "text": "30.0% (742 of 2,470)"},
            {"label": THEN, "value": 19.1093, "text": "19.1% (472 of 2,470)"},
            {"label": "Middle of 10 other forces", "value": 5.5, "text": "5.5%"},
        ],
    }
    assert [line["value"] for line in comparison(counts(8, 5))["lines"]] == [8.0, 5.0]


def test_a_missing_figure_is_one_that_was_asked_and_is_not_held() -> None:
    assert missing_figure.check(["crime", "arrests", "burglary"], {"crime"}) == ["arrests", "burglary"]
    assert missing_figure.check(["crime"], {"crime"}) == []
