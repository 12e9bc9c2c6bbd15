"""Backup, then restore: the same rows in every table, as docs/operations has it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection

from findings.models import Finding
from tests import world as worlds

RESTORED = "peel_restored"


def totals(dsn: dict[str, Any]) -> dict[str, int]:
    """Return the number of rows of every table of a database."""
    with psycopg2.connect(**dsn) as held, held.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        found = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f'select count(*) from "{table}"')  # noqa: S608 - the name is the database's own
            found[table] = cursor.fetchone()[0]
    held.close()
    return found


def run(command: str, *options: str) -> None:
    """Run one of PostgreSQL's programs against the tests' server."""
    at = connection.settings_dict
    environment = {
        **os.environ,
        "PGHOST": str(at["HOST"]),
        "PGPORT": str(at["PORT"]),
        "PGUSER": str(at["USER"]),
        "PGPASSWORD": str(at["PASSWORD"]),
    }
    subprocess.run([command, *options], env=environment, check=True, capture_output=True, text=True)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_was_backed_up_is_there_after_a_restore(tmp_path: Path) -> None:
    worlds.build()
    at = connection.settings_dict
    dsn = {"host": at["HOST"], "port": at["PORT"], "user": at["USER"], "password": at["PASSWORD"]}
    before = totals({**dsn, "dbname": at["NAME"]})
    restored = f"{RESTORED}_{at['NAME']}"
    run("pg_dump", "--format=custom", f"--file={tmp_path / 'peel.dump'}", str(at["NAME"]))
    run("dropdb", "--if-exists", restored)
    run("createdb", restored)
    try:
        run("pg_restore", "--no-owner", f"--dbname={restored}", str(tmp_path / "peel.dump"))
        assert totals({**dsn, "dbname": restored}) == before
        assert before["findings_finding"] == Finding.objects.count() > 0
    finally:
        run("dropdb", restored)
