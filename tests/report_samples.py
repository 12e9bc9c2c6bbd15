"""A whole small report as a snapshot, for tests of what is drawn from one."""

from __future__ import annotations

from typing import Any

from reports.document.shape import Snapshot

SAMPLE: Snapshot = {
    "format": 1,
    "title": "Effectiveness 2018: Firshire Police",
    "reference": "FIR-2018-E",
    "force": "Firshire Police",
    "force_code": "FIR",
    "cycle": "PEEL 2018",
    "pillar": "Effectiveness",
    "kind": "PEEL",
    "fieldwork": "14 May 2018 to 18 May 2018",
    "sections": [
        {
            "key": "judgments",
            "kind": "judgments",
            "heading": "Judgments",
            "grade": "",
            "blocks": [
                {
                    "name": "judgments-1",
                    "type": "table",
                    "caption": "Judgments, with the year each question was last inspected",
                    "head": ["Question", "Grade", "Last inspected"],
                    "rows": [["Overall", "Requires improvement", "2018"], ["Investigating crime", "Good", "2016"]],
                }
            ],
        },
        {
            "key": "investigation",
            "kind": "question",
            "heading": "Investigating crime",
            "grade": "Good",
            "blocks": [
                {"name": "investigation-1", "type": "heading", "text": "First steps", "level": 3},
                {
                    "name": "investigation-2",
                    "type": "paragraph",
                    "html": "<p>Of the files reviewed, <strong>46 of 60</strong> were good.<sup>1</sup></p>",
                    "text": "Of the files reviewed, 46 of 60 were good.",
                },
                {"name": "investigation-3", "type": "figure", "figure": "recorded-crime"},
                {"name": "investigation-4", "type": "finding", "finding": "FIR-2018-01"},
            ],
        },
    ],
    "judgments": [
        {
            "question": "overall",
            "title": "Overall",
            "grade": "requires improvement",
            "last_inspected": 2018,
            "is_carried_over": False,
        },
        {
            "question": "investigation",
            "title": "Investigating crime",
            "grade": "good",
            "last_inspected": 2016,
            "is_carried_over": True,
        },
    ],
    "findings": [
        {
            "reference": "FIR-2018-01",
            "kind": "area-for-improvement",
            "kind_in_words": "Area for improvement",
            "question": "investigation",
            "diagnostic": "",
            "title": "Supervise every file",
            "wording": "The force should make sure that supervisors look at every file.",
            "parent": "",
            "due": "",
        }
    ],
    "follow_up": [
        {
            "reference": "FIR-2016-01",
            "title": "Review trigger plans",
            "kind_in_words": "Recommendation",
            "raised_in": "PEEL 2016",
            "verdict": "Good progress",
            "narrative": "Plans are reviewed each month.",
            "status": "In progress",
        }
    ],
    "file_reviews": [
        {
            "reference": "FIR-2018-E-FR1",
            "title": "Crime file review",
            "design": "Random sample",
            "good": 46,
            "reviewed": 60,
            "words": "46 of 60",
        }
    ],
    "figures": [
        {
            "key": "recorded-crime",
            "caption": "Recorded crime, year to 30 June 2017",
            "measure": "Recorded crime",
            "period": "Year to 30 June 2017",
            "unit": "per 1,000 people",
            "force_printed": "67.23",
            "national": 76.38,
            "national_printed": "76.38",
            "is_frozen": True,
            "lines": [
                {"force": "Firshire", "value": 67.23, "printed": "67.23", "note": "", "is_marked": True},
                {"force": "Oakshire", "value": None, "printed": "–", "note": "Not supplied", "is_marked": False},
            ],
            "notes": ["Oakshire could not supply the figure."],
        }
    ],
    "glossary": [{"term": "trigger plan", "definition": "What is done when a missing person is reported."}],
    "footnotes": [{"number": 1, "html": "The files were drawn at random."}],
}


def sample(**changed: Any) -> Snapshot:
    """Return the sample with some of it changed."""
    return {**SAMPLE, **changed}  # type: ignore[typeddict-item]
