"""`make bench`: every page against the floor, on SQLite and PostgreSQL; prints a table and writes bench.json.

The scale set is built once and cached (var/bench, and a database called peel_bench_base); each run measures a copy.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg2

from tests.bench import client, pages

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = Path(os.environ.get("PEEL_VAR", ROOT / "var")) / "bench"
POSTGRES = os.environ.get("POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
BASE, COPY = "peel_bench_base", "peel_bench"
# POSTs use a file or a finding each; these are the first that each kind may use
FIRST = {"POST, file draft": 0, "POST, file marked": 0, "POST, follow-up": 0}


def environment(url: str) -> dict[str, str]:
    """Return production's environment on a database."""
    bare = {k: v for k, v in os.environ.items() if k != "PEEL_TODAY"}
    return {
        **bare,
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "PEEL_ENV": "production",
        "PEEL_SECRET_KEY": "the-benchmark-keeps-no-secret-and-serves-nobody-0123456789-abcdefgh",
        "PEEL_SEALING_KEYS": "the-benchmark-seals-nothing-real-0123456789-abcdefgh",
        "PEEL_HOSTS": client.HOST,
        "PEEL_EMAIL_HOST": "mail.example.test",
        "PEEL_STORAGE": str(CACHE / "storage"),
        "PEEL_STATIC_ROOT": str(CACHE / "static"),
        "DATABASE_URL": url,
    }


def prepare(what: str, url: str) -> dict[str, Any]:
    """Run one step of `prepare` and return what it says."""
    command = [sys.executable, "-m", "tests.bench.prepare", what]
    done = subprocess.run(command, cwd=ROOT, env=environment(url), stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def fingerprint() -> str:
    """Return a hash of what the scale set depends on."""
    digest = hashlib.sha256()
    for path in [*sorted(ROOT.glob("tests/bench/scale/*.py")), *sorted(ROOT.glob("*/migrations/*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def built(name: str, exists: bool) -> dict[str, Any]:
    """Build the scale set unless it is there; return what it holds."""
    note = CACHE / f"{name}.json"
    if exists and note.exists() and (said := json.loads(note.read_text()))["of"] == fingerprint():
        return dict(said)
    return {}


def ready_sqlite() -> tuple[str, dict[str, Any]]:
    """Return the address of a fresh copy on SQLite."""
    base, copy = CACHE / "base.sqlite3", CACHE / "copy.sqlite3"
    said = built("sqlite", base.exists())
    if not said:
        for path in CACHE.glob("base.sqlite3*"):
            path.unlink()
        said = keep("sqlite", prepare("build", f"sqlite:///{base}"))
    for path in CACHE.glob("copy.sqlite3*"):
        path.unlink()
    for path in CACHE.glob("base.sqlite3*"):
        shutil.copy(path, path.with_name(path.name.replace("base", "copy")))
    return f"sqlite:///{copy}", said


def ready_postgres() -> tuple[str, dict[str, Any]]:
    """Return the address of a fresh copy on PostgreSQL."""
    base, copy = (POSTGRES.rsplit("/", 1)[0] + f"/{name}" for name in (BASE, COPY))
    said = built("postgresql", BASE in [name for (name,) in sql("select datname from pg_database")])
    if not said:
        sql(f"drop database if exists {BASE}")
        sql(f"create database {BASE}")
        said = keep("postgresql", prepare("build", base))
    sql(f"drop database if exists {COPY}")
    sql(f"create database {COPY} template {BASE}")
    return copy, said


def keep(name: str, said: dict[str, Any]) -> dict[str, Any]:
    """Note what was built."""
    (CACHE / f"{name}.json").write_text(json.dumps({**said, "of": fingerprint()}))
    return said


def sql(statement: str) -> list[Any]:
    """Run one statement as the owner of the PostgreSQL server."""
    at = dj_database_url.parse(POSTGRES)
    connection = psycopg2.connect(
        host=at["HOST"], port=at["PORT"], user=at["USER"], password=at["PASSWORD"], dbname=at["NAME"]
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found = cursor.fetchall() if cursor.description else []
    connection.close()
    return list(found)


@contextmanager
def serving(url: str) -> Iterator[int]:
    """Serve with gunicorn as production does; give the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("gunicorn")), "peel.wsgi", "--worker-class", "gthread", "--workers", "2",
        "--threads", "4", "--preload", "--no-control-socket", "--bind", f"127.0.0.1:{port}", "--log-level", "warning",
    ]  # fmt: skip
    log = (CACHE / "gunicorn.log").open("w")
    server = subprocess.Popen(command, cwd=ROOT, env=environment(url), stdout=log, stderr=log)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1)
                break
            except OSError:
                time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def run(name: str, ready: Any) -> dict[str, Any]:
    """Measure every page on one database."""
    print(f"{name}: the scale set", file=sys.stderr)
    url, said = ready()
    facts = prepare("facts", url)
    lines = []
    print(HEAD.format("page", "queries", "bytes", "p50", "p95", "p50@8", "p95@8", "ratio", "target", ""))
    used: dict[str, int] = dict(FIRST)
    with serving(url) as port:
        for asked in pages.pages(facts):
            line = client.measure(port, facts, asked, used.get(asked.name, 0))
            lines.append(line)
            print(shown(line), flush=True)
    imported = prepare("returns", url)
    print(f"import of {imported['rows']:,} rows: {imported['added_seconds']} s, {imported['ratio']} times faster "
          f"(target {imported['target']}), {imported['bulk_ratio']} times its bulk mode (target "
          f"{imported['bulk_target']}), {imported['peak_python_mb']} MB: "
          f"{'pass' if imported['is_met'] else 'MISS'}\n")  # fmt: skip
    sent = prepare("exports", url)
    print(f"CSV of {sent['rows']:,} findings: {sent['seconds']} s, {sent['peak_python_mb']} MB, {sent['ratio']} times "
          f"faster (target {sent['target']}): {'pass' if sent['is_met'] else 'MISS'}\n")  # fmt: skip
    return {**{k: said[k] for k in ("scale", "build_seconds")}, "pages": lines, "import": imported, "export": sent}


def drawn() -> dict[str, Any]:
    """Measure the draw of files, which asks no database."""
    said = prepare("draws", "sqlite://:memory:")
    print(f"draw of {said['drawn']} from {said['rows']:,} crimes: {said['draw_seconds']} s, {said['ratio']} times one "
          f"pass of the csv reader (target {said['target']}), {said['peak_mb']} MB (target {said['target_mb']}): "
          f"{'pass' if said['is_met'] else 'MISS'}\n", flush=True)  # fmt: skip
    return said


def printed() -> dict[str, Any]:
    """Measure the PDF of a report, which asks no database."""
    said = prepare("documents", "sqlite://:memory:")
    print(f"PDF of {said['pages']} pages: {said['seconds']} s, {said['seconds_a_page']} s a page (target "
          f"{said['target']}), {said['peak_mb']} MB (target {said['target_mb']}), {said['ratio']} times WeasyPrint "
          f"alone: {'pass' if said['is_met'] else 'MISS'}\n", flush=True)  # fmt: skip
    return said


def read() -> dict[str, Any]:
    """Measure the reading of a published report, which asks no database."""
    said = prepare("readings", "sqlite://:memory:")
    print(f"reading {said['bytes'] // 1000} kB of a report: {said['seconds']} s (target {said['target']}), "
          f"{said['findings']} findings: {'pass' if said['is_met'] else 'MISS'}\n", flush=True)  # fmt: skip
    return said


HEAD = "{:26} {:>7} {:>7} {:>8} {:>8} {:>8} {:>8} {:>6} {:>6}  {}"


def shown(line: dict[str, Any]) -> str:
    """Return a page's line of the table."""
    result = "pass" if line["met"] else "MISS"
    if line["bytes"] > pages.WEIGHT:
        result += ", MISS weight"
    return HEAD.format(
        line["page"], line["queries"] or "–", line["bytes"], line["p50_ms"], line["p95_ms"], line["p50_ms_at_8"],
        line["p95_ms_at_8"], line["ratio"], line["target"], result,
    )  # fmt: skip


def machine() -> dict[str, Any]:
    """Return what it was measured on."""
    cpu = [
        x.split(":")[1].strip() for x in Path("/proc/cpuinfo").read_text().splitlines() if x.startswith("model name")
    ]
    return {
        "cpu": cpu[0] if cpu else platform.processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def main() -> None:
    """Measure, print, keep."""
    CACHE.mkdir(parents=True, exist_ok=True)
    (CACHE / "storage").mkdir(exist_ok=True)
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env=environment("sqlite://:memory:"), check=True)
    found: dict[str, Any] = {"date": datetime.now(UTC).date().isoformat(), "machine": machine()}
    found["draw"], found["document"], found["reading"] = drawn(), printed(), read()
    for name, ready in (("sqlite", ready_sqlite), ("postgresql", ready_postgres)):
        found[name] = run(name, ready)
        (ROOT / "bench.json").write_text(json.dumps(found, indent=1) + "\n")
    missed = [f"{n}: {p['page']} {p['ratio']} > {p['target']}" for n in ("sqlite", "postgresql")
              for p in found[n]["pages"] if not p["met"]]  # fmt: skip
    missed += [] if found["draw"]["is_met"] else ["the draw of files"]
    missed += [] if found["document"]["is_met"] else ["the PDF of a report"]
    missed += [] if found["reading"]["is_met"] else ["reading a report"]
    print("Every target is met." if not missed else "Missed:\n  " + "\n  ".join(missed))


if __name__ == "__main__":
    main()
