"""The draw of 60 files from 1,000,000 crimes, against one pass of Python's csv reader over the same file.

The file is made once, from a fixed seed; it is the dearest there is: three columns, and every row in the population.
Each pass and each draw has a process of its own, Django and the addresses loaded, and the best of three is taken.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = Path(os.environ.get("PEEL_VAR", ROOT / "var")) / "bench"
ROWS = 1_000_000
SIZE = 60
TIMES = 3
RATIO, MEGABYTES = 6, 200
WINDOW = (date(2017, 1, 1), date(2017, 3, 31))
HEADINGS = ("Crime reference", "Recorded on", "Offence")
TYPES = {
    "Theft from the person": "theft-from-person",
    "Rape": "rape",
    "Stalking": "stalking",
    "Harassment": "harassment",
    "Common assault": "common-assault",
    "Wounding": "gbh",
    "Actual bodily harm": "abh",
}


def measure() -> dict[str, Any]:
    """Time both on the same file; return seconds, their ratio, and the most memory the draw had resident."""
    path = crime_list()
    passes, draws = [], []
    for _ in range(TIMES):
        passes.append(apart("read", path))
        draws.append(apart("draw", path))
    read, drawn = (min(one["seconds"] for one in many) for many in (passes, draws))
    peak = max(one["mb"] for one in draws)
    return {
        "rows": ROWS,
        "drawn": SIZE,
        "bytes": path.stat().st_size,
        "csv_seconds": read,
        "draw_seconds": drawn,
        "ratio": round(drawn / read, 1),
        "target": RATIO,
        "peak_mb": peak,
        "target_mb": MEGABYTES,
        "is_met": drawn / read <= RATIO and peak <= MEGABYTES,
    }


def crime_list() -> Path:
    """Return the file, made unless it is there: identifiers of 64 hexadecimal figures, days of three months, types."""
    path = CACHE / f"crimes-{ROWS}.csv"
    if path.exists():
        return path
    chance, kinds = random.Random(2017), list(TYPES)
    CACHE.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    with half.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for _ in range(ROWS):
            day = WINDOW[0] + timedelta(days=chance.randrange(90))
            writer.writerow([f"{chance.getrandbits(256):064x}", day.isoformat(), chance.choice(kinds)])
    return half.rename(path)


def apart(what: str, path: Path) -> dict[str, Any]:
    """Do one thing in a process of its own; return its seconds and its peak resident size in MB."""
    command = [sys.executable, "-m", "tests.bench.draws", what, str(path)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def read(path: Path) -> None:
    """Pass once over the file with the csv reader."""
    with path.open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file):
            pass


def draw(path: Path) -> None:
    """Draw from the file as the product does."""
    from inspections import crime_lists
    from inspections.rules.drawing import Plan

    plan, columns = Plan.simple("bench", SIZE), crime_lists.Columns(*HEADINGS)
    with path.open("rb") as file:
        frame = crime_lists.read(file, columns=columns, types=TYPES, window=WINDOW, plan=plan)
    if (frame.size, len(frame.sample), len(frame.reserves)) != (ROWS, SIZE, SIZE):
        raise RuntimeError(f"not what was meant to happen: {frame.totals}")


def main(what: str, path: Path) -> None:
    """Do one thing with all of the product loaded, and say what it took."""
    import django

    django.setup()
    __import__("peel.urls")
    start = time.perf_counter()
    {"read": read, "draw": draw}[what](path)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kilobytes on Linux
    print(json.dumps({"seconds": round(seconds, 3), "mb": round(peak)}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
