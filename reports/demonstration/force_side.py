"""What the force said, in the demonstration: a round of updates, and a few updates that say they are illustrative."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from core import attachments
from findings.actions import rounds, updates
from findings.models import Finding, UpdateRound

ROUND = ("Spring 2018 updates", date(2018, 4, 1), date(2018, 6, 30))
SHEET = "Illustrative: attendance at training"
# day given, finding, rating, own date, whether it is said to be done, whether a file comes with it, the words
UPDATES: list[tuple[date, str, str, date | None, bool, bool, str]] = [
    (
        date(2018, 4, 24), "BED-2017-03", "amber", date(2018, 9, 30), False, False,
        "Illustrative: one way of solving problems has been written down and is on trial in two areas. A review of the "
        "trial comes next.",
    ),
    (
        date(2018, 5, 9), "BED-2017-08", "amber", date(2018, 7, 31), False, True,
        "Illustrative: call handlers are being trained in groups; the sheet shows how attendance is kept.",
    ),
    (
        date(2018, 5, 21), "BED-2017-07", "green", None, True, False,
        "Illustrative: the custody form now asks for nationality every time, and a monthly check finds no gaps.",
    ),
]  # fmt: skip


def load(*, people: dict[str, User]) -> None:
    """Load them once: with the round they are there, without it they are made."""
    if UpdateRound.objects.exists():
        return
    title, opens_on, closes_on = ROUND
    rounds.start(by=people["manager"], title=title, opens_on=opens_on, closes_on=closes_on)
    for on, reference, rag, own_due, is_done, has_file, narrative in UPDATES:
        updates.give(
            by=people["force.bedfordshire"],
            finding=Finding.objects.get(reference=reference),
            version=None,
            at=timezone.make_aware(datetime.combine(on, time(9))),
            narrative=narrative,
            rag=rag,
            own_due=own_due,
            is_done=is_done,
            evidence=[sheet()] if has_file else [],
        )


def sheet() -> Any:
    """Return a small PDF as it would be sent."""
    content = pdf(SHEET)
    return attachments.Sent(ContentFile(content), "training.pdf", attachments.kind_of_bytes(content))


def pdf(words: str) -> bytes:
    """Return a PDF of one page with one line of plain text."""
    drawn = f"BT /F1 16 Tf 60 760 Td ({words}) Tj ET".encode("ascii")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, start = len(parts) + 1, len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return content + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
