"""Make a database ready to be measured, a process for each step: `python -m tests.bench.prepare build|facts|…`."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.middleware import SECOND_FACTOR_DONE  # noqa: E402
from accounts.models import Role, User  # noqa: E402
from findings.models import Finding  # noqa: E402
from findings.models.findings import CLOSED  # noqa: E402
from inspections.models import Criterion, Inspection, Rating, ReviewFile, Stage  # noqa: E402
from tests.bench import pages, scale  # noqa: E402

CSRF = "a" * 32


def build() -> dict[str, Any]:
    """Make the tables and the scale set."""
    began = time.perf_counter()
    call_command("migrate", verbosity=0)
    scale.build(lambda what: print(f"  building {what}", file=sys.stderr))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"scale": scale.tally(), "build_seconds": round(time.perf_counter() - began, 1)}


def cookie_of(person: User) -> str:
    """Sign a person in, second factor and all; return the session's key."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[SECOND_FACTOR_DONE] = True
    session.save()
    return str(session.session_key)


def facts() -> dict[str, Any]:
    """Return the addresses, sessions and keys that the pages need, and how many queries each page asks."""
    inspector = User.objects.get(email="inspector@example.test")
    open_ones = Inspection.objects.filter(assignments__user=inspector).exclude(stage=Stage.PUBLISHED)
    first = open_ones.order_by("pk")[0]
    live = Finding.objects.filter(force__in=open_ones.values("force"), inspection__stage=Stage.PUBLISHED)
    live = live.exclude(status__in=CLOSED).order_by("pk").select_related("force")
    references = {i.force_id: i.reference for i in open_ones}
    files = ReviewFile.objects.filter(reviewer=inspector, state="allocated", exercise__inspection__in=open_ones)
    found: dict[str, Any] = {
        "cookies": {
            role.value: cookie_of(User.objects.get(email=f"{role.name.lower()}@example.test")) for role in Role
        },
        "force": first.force.slug,
        "year": scale.FIRST_YEAR + scale.CYCLES - 2,
        "effective_year": scale.FIRST_YEAR + scale.CYCLES + 1,
        "finding": live[0].reference,
        "published": Inspection.objects.filter(force=first.force, stage=Stage.PUBLISHED).latest("pk").reference,
        "open": first.reference,
        "exercise": first.exercises.get().reference,
        "files": [{"url": f.get_absolute_url(), "version": f.version} for f in files.select_related("exercise")],
        "findings": [
            {"reference": f.reference, "version": f.version, "inspection": references[f.force_id]} for f in live
        ],
        "criteria": list(Criterion.objects.values_list("pk", flat=True)),
        "rating": Rating.objects.order_by("number")[0].pk,
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "csrf": CSRF,
    }
    return {**found, "queries": {asked.name: queries(asked, found) for asked in pages.pages(found) if not asked.data}}


def queries(asked: pages.Asked, found: dict[str, Any]) -> int:
    """Return how many queries a page asks, savepoints not counted."""
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.cookies[settings.SESSION_COOKIE_NAME] = found["cookies"][asked.role]
    with CaptureQueriesContext(connection) as captured:
        response = client.get(asked.url, secure=True)
    if response.status_code != 200:
        raise SystemExit(f"{asked.name}: {asked.url} answered {response.status_code}")
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


def returns() -> dict[str, Any]:
    """Time the import against django-import-export's flow."""
    from tests.bench.returns import measure

    return measure()


def exports() -> dict[str, Any]:
    """Time the register's CSV against django-import-export's."""
    from tests.bench.exports import measure

    return measure()


def draws() -> dict[str, Any]:
    """Time the draw from a million crimes against one reading of them."""
    from tests.bench.draws import measure

    return measure()


def documents() -> dict[str, Any]:
    """Time the PDF of a report of 30 pages."""
    from tests.bench.documents import measure

    return measure()


def readings() -> dict[str, Any]:
    """Time the reading of a published report."""
    from tests.bench.readings import measure

    return measure()


STEPS = {
    "build": build, "facts": facts, "returns": returns, "exports": exports, "draws": draws, "documents": documents,
    "readings": readings,
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]]()))
