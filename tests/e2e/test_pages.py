"""Every page of every role, and every form's error state, as a browser and axe see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import access
from tests.e2e import looks
from tests.world import World

PEOPLE = ["administrator", "manager leading", "inspector on the team", "contact of first", "auditor"]
# Pages beside those of tests/access.py: who opens them (nobody: not signed in), and where they are.
OTHERS = {
    "": ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/"],
    "manager leading": ["/accounts/2fa/", "/no-such-page/", "/findings/?sort=nothing", "/forces/?region=Atlantis"],
    "contact of first": ["/findings/FIR-2017-01/history/"],
}
EXPECTED = ("400 (Bad Request)", "403 (Forbidden)", "404 (Not Found)", "422 (Unprocessable")


def addresses(world: World, name: str) -> list[str]:
    """Return every address a person may open, once; the pages of the second force are made as those of the first."""
    opened = access.pages(world, world.people[name]) if name else iter(())
    own = [url for *_, subject, url in opened if subject.force != "second"]
    return list(dict.fromkeys([*own, *OTHERS.get(name, [])]))


def unexpected(complaints: list[str]) -> list[str]:
    """Leave out that a page was answered with the status it was asked for."""
    return [text for text in complaints if not any(status in text for status in EXPECTED)]


def look_over(page: Page, world: World, name: str) -> Iterator[str]:
    """Open every page of a person at 1280 and at 360; yield what is wrong."""
    heard = looks.complaints(page)
    for url in addresses(world, name):
        heard.clear()
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(url)
        yield from (f"{url} {text}" for text in [*looks.violations(page), *unexpected(heard), *looks.refused(page)])
        page.set_viewport_size({"width": 360, "height": 740})
        if (by := looks.sideways(page)) > 0:
            yield f"{url} scrolls sideways by {by} px at 360"


@pytest.mark.parametrize("name", ["", *PEOPLE])
def test_every_page_is_accessible_keeps_the_policy_and_fits_a_phone(
    live_world: World, open_as: Callable[..., Page], name: str
) -> None:
    page = open_as(live_world.user(name) if name else None)
    assert list(look_over(page, live_world, name)) == []


# each by the first who may open it: administrator and manager see the most of a page
@pytest.mark.parametrize("name", PEOPLE)
def test_one_page_of_each_kind_is_accessible_on_a_phone(
    live_world: World, open_as: Callable[..., Page], name: str
) -> None:
    page = open_as(live_world.user(name), width=360)
    others = {kind for other in PEOPLE[: PEOPLE.index(name)] for kind in kinds(live_world, other)}
    found = []
    for kind, url in kinds(live_world, name).items():
        if kind not in others:
            page.goto(url)
            found += [f"{url} {text}" for text in looks.violations(page)]
    assert found == []


def kinds(world: World, name: str) -> dict[str, str]:
    """Return the kinds of pages a person may open, with one address of each."""
    return {kind: url for kind, _place, _subject, url in access.pages(world, world.people[name])}


def with_forms(world: World, name: str) -> list[str]:
    """Return two addresses of each kind that a person may open: the forms of a third are those of the first two."""
    of_kind: dict[str, list[str]] = {}
    for kind, _place, subject, url in access.pages(world, world.people[name]) if name else iter(()):
        if subject.force != "second":
            of_kind.setdefault(kind, []).append(url)
    own = [url for urls in of_kind.values() for url in urls[:2]]
    return list(dict.fromkeys([*own, *OTHERS.get(name, [])]))


def forms(page: Page) -> int:
    """Return how many forms the page's content sends."""
    return page.locator("main form[method=post]").count()


def error_state(page: Page, url: str, number: int) -> list[str]:
    """Send one form of a page empty; return what is wrong with the answer when it is an error."""
    page.goto(url)
    if forms(page) <= number:  # sending an earlier one took it away
        return []
    with page.expect_navigation():
        page.locator("main form[method=post]").nth(number).evaluate(looks.SEND_EMPTY)
    if page.locator(".govuk-error-summary").count() == 0:
        return []
    wrong = [f"{url} in error: {text}" for text in [*looks.violations(page), *looks.refused(page)]]
    if not page.title().startswith("Error: "):
        wrong.append(f"{url} in error: the title is {page.title()}")
    for link in page.locator(".govuk-error-summary a").all():
        target = link.get_attribute("href") or ""
        if not target.startswith("#") or page.locator(f"[id='{target[1:]}']").count() != 1:
            wrong.append(f"{url} in error: {target} leads nowhere")
    page.set_viewport_size({"width": 360, "height": 740})
    if looks.sideways(page) > 0:
        wrong.append(f"{url} in error scrolls sideways at 360")
    page.set_viewport_size({"width": 1280, "height": 900})
    return wrong


@pytest.mark.parametrize("name", ["", *PEOPLE])
def test_a_form_sent_empty_says_accessibly_what_is_wrong(
    live_world: World, open_as: Callable[..., Page], name: str
) -> None:
    page = open_as(live_world.user(name) if name else None)
    heard = looks.complaints(page)
    found: list[str] = []
    for url in with_forms(live_world, name):
        page.goto(url)
        for number in range(forms(page)):
            found += error_state(page, url, number)
    assert found + unexpected(heard) == []


def test_a_fault_would_be_seen(live_world: World, open_as: Callable[..., Page]) -> None:
    page = open_as(live_world.user("auditor"))
    looks.complaints(page)
    page.goto("/forces/")
    page.evaluate(
        "() => document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x><p style=\"width:2000px\">')"
    )
    assert [text.split(":")[0] for text in looks.violations(page)] == ["image-alt"]
    assert any("style-src" in text for text in looks.refused(page))
    page.set_viewport_size({"width": 360, "height": 740})
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
    live_world: World, open_as: Callable[..., Page], url: str
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
