"""What is looked at on a page: accessibility, complaints of the browser, sideways scroll, focus."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, Request

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is right is told of only once a rule, and stays in the browser: it takes as long to tell as to find.
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

WATCH_POLICY = """
window.__refused = [];
document.addEventListener("securitypolicyviolation", e => {
  window.__refused.push(`${e.violatedDirective} ${e.blockedURI}`);
});
"""

SEND_EMPTY = """
form => {
  for (const field of form.querySelectorAll("input:not([type=hidden]), textarea, select")) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = false; else field.value = "";
  }
  form.noValidate = true;
  form.requestSubmit(form.querySelector("[type=submit]"));
}
"""


# A click waits until the next page begins to arrive. What is read without waiting for an element waits for all of it.


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong, each with the first element it is wrong with."""
    page.wait_for_load_state()
    page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(
        "options => axe.run(options).then(result => result.violations)", OPTIONS
    )
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])})" for v in found]


def content(page: Page) -> str:
    """Return a page as it stands, without its header and what differs at every look."""
    page.wait_for_load_state()
    return str(
        page.evaluate(
            """() => {
              const body = document.body.cloneNode(true);
              for (const e of body.querySelectorAll("header, [name=csrfmiddlewaretoken]")) e.remove();
              return body.outerHTML;
            }"""
        )
    )


def forms(page: Page) -> Locator:
    """Return the forms that the page's content sends."""
    return page.locator("main form[method=post]")


def fields_of_forms(page: Page) -> list[str]:
    """Return the names of the fields of each form that the page's content sends."""
    names = "forms => forms.map(form => [...new Set([...form.elements].map(e => e.name))].sort().join())"
    return list(forms(page).evaluate_all(names))


def complaints(page: Page) -> list[str]:
    """Begin to collect what the browser complains about: errors, refusals of the policy, files that are missing."""
    found: list[str] = []
    page.add_init_script(WATCH_POLICY)
    page.on("console", lambda m: found.append(f"console: {m.text}") if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: found.append(f"script: {error}"))
    page.on("requestfailed", lambda r: found.append(f"failed: {r.url}") if is_missed(r) else None)
    page.on(
        "response", lambda r: found.append(f"{r.status}: {r.url}") if "/static/" in r.url and r.status >= 400 else None
    )
    return found


def is_missed(request: Request) -> bool:
    """Say whether a file of ours could not be had; one that the next page cut short is no fault of this one."""
    return "/static/" in request.url and request.failure != "net::ERR_ABORTED"


def refused(page: Page) -> list[str]:
    """Return what the content security policy refused on this page."""
    return [f"policy: {text}" for text in page.evaluate("() => window.__refused || []")]


def sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    page.wait_for_load_state()
    return int(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def focused(page: Page) -> dict[str, Any]:
    """Return what holds the focus: its words, where it is in the document, and whether one can see that it does."""
    return dict(
        page.evaluate(
            """() => {
              const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
              const all = [...document.querySelectorAll("*")];
              return {
                tag: e.tagName, words: (e.innerText || e.name || e.id || "").trim().slice(0, 60), order: all.indexOf(e),
                seen: r.width > 0 && r.height > 0 && (s.outlineStyle !== "none" || s.boxShadow !== "none"
                  || getComputedStyle(e.parentElement.querySelector("label") || e, "::before").boxShadow !== "none"),
              };
            }"""
        )
    )
