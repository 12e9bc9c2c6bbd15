"""A report of 30 pages as PDF, made as the worker makes it, against WeasyPrint drawing the same page untagged.

The report is made up: six questions, each with running text, a figure of 43 forces with its chart and its table, and
findings. Each drawing has a process of its own, Django and the addresses loaded, and the best of three is taken.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = 30
TIMES = 3
SECONDS_A_PAGE, MEGABYTES = 0.3, 300
WORDS = (
    "The force looks at how many officers it needs in each area and moves them where demand is highest. Supervisors "
    "read a share of the files every week and tell officers what was missing, and the results are shown to chief "
    "officers each month. We heard from staff that the queue for digital devices is long. "
)


def measure() -> dict[str, Any]:
    """Time both; return seconds, seconds a page, their ratio, and the most memory the worker had resident."""
    ours, alone = ([apart(what) for _ in range(TIMES)] for what in ("ours", "alone"))
    best, baseline = (min(ran["seconds"] for ran in many) for many in (ours, alone))
    pages, peak = ours[0]["pages"], max(ran["mb"] for ran in ours)
    a_page = best / pages
    return {
        "pages": pages,
        "seconds": best,
        "seconds_a_page": round(a_page, 3),
        "target": SECONDS_A_PAGE,
        "peak_mb": peak,
        "target_mb": MEGABYTES,
        "baseline": "WeasyPrint alone, the same page untagged",
        "baseline_seconds": baseline,
        "ratio": round(best / baseline, 2),
        "is_met": a_page <= SECONDS_A_PAGE and peak <= MEGABYTES,
    }


def apart(what: str) -> dict[str, Any]:
    """Draw in a process of its own; return its seconds, its pages and its peak resident size in MB."""
    command = [sys.executable, "-m", "tests.bench.documents", what]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def report() -> Any:
    """Return the snapshot of a report that fills 30 pages."""
    figures = [figure(number) for number in range(1, 7)]
    findings = [
        {"reference": f"FIR-2018-{number:02}", "kind": "area-for-improvement", "kind_in_words": "Area for improvement",
         "question": f"question-{number % 6 + 1}", "diagnostic": "", "title": f"Finding {number}",
         "wording": WORDS[:120], "parent": "", "due": "Within 90 days of publication"}
        for number in range(1, 15)
    ]  # fmt: skip
    return {
        "format": 1, "title": "PEEL: Effectiveness 2018, Firshire Police", "reference": "FIR-2018-E",
        "force": "Firshire Police", "force_code": "FIR", "cycle": "PEEL 2018", "pillar": "Effectiveness",
        "kind": "PEEL", "fieldwork": "14 May 2018 to 18 May 2018",
        "sections": [section(number, findings) for number in range(1, 7)],
        "judgments": [], "findings": findings, "follow_up": [], "file_reviews": [], "figures": figures,
        "glossary": [{"term": f"term {number}", "definition": WORDS[:90]} for number in range(20)],
        "footnotes": [{"number": number, "html": WORDS[:90]} for number in range(1, 21)],
    }  # fmt: skip


def section(number: int, findings: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a question's section: some three pages of text, its figure and its findings."""
    key = f"question-{number}"
    blocks: list[dict[str, Any]] = []
    for part in range(1, 6):
        blocks.append({"type": "heading", "level": 3, "text": f"Part {part} of the question"})
        blocks += [
            {"type": "paragraph", "html": f"<p>{WORDS}<strong>46 of 60</strong> files were good.</p>", "text": WORDS}
            for _ in range(5)
        ]
    blocks.append({"type": "figure", "figure": f"figure-{number}"})
    blocks += [{"type": "finding", "finding": one["reference"]} for one in findings if one["question"] == key]
    named = [{"name": f"{key}-{place}", **block} for place, block in enumerate(blocks, start=1)]
    return {"key": key, "kind": "question", "heading": f"Question {number}", "grade": "Good", "blocks": named}


def figure(number: int) -> dict[str, Any]:
    """Return a figure of 43 forces."""
    lines = [
        {"force": f"Force {place}", "value": 40.0 + place, "printed": f"{40 + place}.0", "note": "",
         "is_marked": place == 7}
        for place in range(43)
    ]  # fmt: skip
    return {
        "key": f"figure-{number}", "caption": f"Measure {number}, year to 30 June 2017", "measure": f"Measure {number}",
        "period": "Year to 30 June 2017", "unit": "per 1,000 people", "force_printed": "47.0", "national": 61.0,
        "national_printed": "61.0", "is_frozen": True, "lines": lines, "notes": [WORDS[:80]],
    }  # fmt: skip


def ours() -> bytes:
    """Draw it as the worker does."""
    from reports.document import files

    return files.pdf_of(report(), files.Edition(1, date(2018, 6, 1)))


def alone() -> bytes:
    """Draw the same page by the library alone, without tags."""
    import weasyprint
    from django.template.loader import render_to_string

    from core.documents import BASE, OwnFiles
    from reports.document import files

    page = render_to_string("documents/report.html", files.shown(report(), files.Edition(1, date(2018, 6, 1))))
    made: bytes = weasyprint.HTML(string=page, base_url=BASE, url_fetcher=OwnFiles(weasyprint)).write_pdf()
    return made


def main(what: str) -> None:
    """Draw with all of the product loaded, and say what it took."""
    import io

    import django
    from pypdf import PdfReader

    django.setup()
    __import__("peel.urls")
    start = time.perf_counter()
    made = {"ours": ours, "alone": alone}[what]()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kilobytes on Linux
    pages = len(PdfReader(io.BytesIO(made)).pages)
    if pages < PAGES:
        raise RuntimeError(f"the report has {pages} pages, fewer than {PAGES}")
    print(json.dumps({"seconds": round(seconds, 2), "pages": pages, "mb": round(peak)}))


if __name__ == "__main__":
    main(sys.argv[1])
