"""Every page of every role, and every form's error state, as a browser and axe see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import access
from tests.e2e import looks
from tests.e2e.conftest import PHONE, WIDE
from tests.world import World

PEOPLE = ["", "auditor", "contact of first", "inspector on the team", "administrator", "manager leading"]
APPS = ["inspections", "findings", "forces", "reports", "the rest"]
# Pages beside those of tests/access.py: who opens them (nobody: not signed in), and where they are.
OTHERS = {
    "": ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/"],
    "manager leading": ["/accounts/2fa/", "/no-such-page/", "/findings/?sort=nothing", "/forces/?region=Atlantis"],
    "contact of first": ["/findings/FIR-2017-01/history/"],
}
EXPECTED = ("400 (Bad Request)", "403 (Forbidden)", "404 (Not Found)", "422 (Unprocessable")
Opener = Callable[..., Page]


def opened(world: World, open_as: Opener, app: str) -> Iterator[tuple[Page, list[str], str, str]]:
    """Open every page of an app as everybody who may; yield it with the browser's complaints, its kind and address.

    The pages of the second force are made as those of the first.
    """
    for name in PEOPLE:
        page = open_as(world.user(name) if name else None)
        heard = looks.complaints(page)
        for kind, url in addresses(world, name):
            if app_of(kind) == app:
                heard.clear()
                page.goto(url)
                yield page, heard, kind, url


def addresses(world: World, name: str) -> dict[tuple[str, str], None]:
    """Return the kind and address of every page a person may open, once."""
    known = access.pages(world, world.people[name]) if name else iter(())
    own = [(kind, url) for kind, _place, subject, url in known if subject.force != "second"]
    return dict.fromkeys([*own, *((url, url) for url in OTHERS.get(name, []))])


def app_of(kind: str) -> str:
    """Return which app a kind of page belongs to."""
    app = kind.split(":")[0]
    return app if app in APPS else "the rest"


def unexpected(complaints: list[str]) -> list[str]:
    """Leave out that a page was answered with the status it was asked for."""
    return [text for text in complaints if not any(status in text for status in EXPECTED)]


def look_over(page: Page, *, on_a_phone: bool) -> Iterator[str]:
    """Look at a page at 1280 and at 360, there with axe too if asked; yield what is wrong."""
    yield from [*looks.violations(page), *looks.refused(page)]
    page.set_viewport_size(PHONE)
    if (by := looks.sideways(page)) > 0:
        yield f"scrolls sideways by {by} px at 360"
    if on_a_phone:
        yield from (f"at 360: {text}" for text in looks.violations(page))
    page.set_viewport_size(WIDE)


def error_state(page: Page, url: str, number: int) -> list[str]:
    """Send one form of a page empty; return what is wrong with the answer when it is an error."""
    with page.expect_navigation():
        looks.forms(page).nth(number).evaluate(looks.SEND_EMPTY)
    if page.locator(".govuk-error-summary").count() == 0:
        return []
    wrong = [*looks.violations(page), *looks.refused(page)]
    if not page.title().startswith("Error: "):
        wrong.append(f"the title is {page.title()}")
    for link in page.locator(".govuk-error-summary a").all():
        target = link.get_attribute("href") or ""
        if not target.startswith("#") or page.locator(f"[id='{target[1:]}']").count() != 1:
            wrong.append(f"{target} leads nowhere")
    page.set_viewport_size(PHONE)
    if looks.sideways(page) > 0:
        wrong.append("scrolls sideways at 360")
    page.set_viewport_size(WIDE)
    return [f"{url} in error: {text}" for text in wrong]


@pytest.mark.longest
@pytest.mark.parametrize("app", APPS)
def test_every_page_and_every_form_sent_empty_is_accessible_keeps_the_policy_and_fits_a_phone(
    live_world: World, open_as: Opener, app: str
) -> None:
    found: list[str] = []
    seen: set[str] = set()
    kinds: set[str] = set()
    forms: dict[tuple[str, str], tuple[Page, list[str], str, int]] = {}
    for page, heard, kind, url in opened(live_world, open_as, app):
        found += [f"{url} {text}" for text in unexpected(heard)]
        if (content := looks.content(page)) in seen:
            continue  # another person saw the same
        found += [f"{url} {text}" for text in look_over(page, on_a_phone=kind not in kinds)]
        seen.add(content)
        kinds.add(kind)
        # a form of the same fields on a page of the same kind is the same form
        for number, fields in enumerate(looks.fields_of_forms(page)):
            forms.setdefault((kind, fields), (page, heard, url, number))
    for page, heard, url, number in forms.values():
        heard.clear()
        page.goto(url)
        if looks.forms(page).count() > number:  # unless sending another took it away
            found += error_state(page, url, number)
        found += [f"{url} {text}" for text in unexpected(heard)]
    assert found == []


def test_a_fault_would_be_seen(live_world: World, open_as: Opener) -> None:
    page = open_as(live_world.user("auditor"))
    looks.complaints(page)
    page.goto("/forces/")
    page.evaluate(
        "() => document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x><p style=\"width:2000px\">')"
    )
    assert [text.split(":")[0] for text in looks.violations(page)] == ["image-alt"]
    assert any("style-src" in text for text in looks.refused(page))
    page.set_viewport_size(PHONE)
    page.evaluate("() => { document.querySelector('main').firstElementChild.style.width = '2000px' }")
    assert looks.sideways(page) > 1000


@pytest.mark.parametrize(
    "url",
    [
        "/accounts/login/",
        "/forces/",
        "/findings/",
        "/findings/FIR-2017-01/follow-up/",
        "/file-reviews/FIR-2018-E-FR1/",
        "/file-reviews/FIR-2018-E-FR1/results/",
        "/inspections/FIR-2018-E/file-reviews/new/",
    ],
)
def test_the_keyboard_goes_through_a_page_in_its_order_and_one_sees_where_it_is(
    live_world: World, open_as: Opener, url: str
) -> None:
    page = open_as(None if "login" in url else live_world.user("inspector on the team"))
    page.goto(url)
    stops: list[dict[str, Any]] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = looks.focused(page)
        if stop["tag"] == "BODY":
            break
        stops.append(stop)
    assert len(stops) > 3
    assert stops[0]["words"] == "Skip to main content"
    assert [s["order"] for s in stops] == sorted(s["order"] for s in stops)
    assert [s for s in stops if not s["seen"]] == []
