"""Renew the guide's pictures: `make screenshots` serves the demonstration from an empty folder and photographs it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.looks import ARGUMENTS

ROOT = Path(__file__).resolve().parent.parent.parent
GUIDE = ROOT / "docs" / "guide"
# picture → (who, where)
PICTURES = {
    "follow-up-grid": ("manager", "/forces/bedfordshire/follow-up/"),
    "home-inspector": ("inspector", "/"),
    "file-review": ("inspector", "/file-reviews/BED-2018-P-FR1/"),
    "finding": ("manager", "/findings/BED-2017-01/"),
    "national-picture": ("auditor", "/national/2017/"),
    "measure": ("administrator", "/measures/recorded-crime/?force=bedfordshire"),
    "home-force-contact": ("force.bedfordshire", "/"),
}


@contextmanager
def demonstration(var: Path) -> Iterator[str]:
    """Serve the demonstration; give its address."""
    environment = {**os.environ, "PEEL_VAR": str(var), "PEEL_TODAY": "2018-06-01"}
    environment.pop("DATABASE_URL", None)
    for command in (["migrate", "--verbosity", "0"], ["demo"]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, capture_output=True
        )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [str(Path(sys.executable).with_name("gunicorn")), "peel.wsgi", "--bind", address, "--no-control-socket"]
    server = subprocess.Popen([*command, "--log-level", "warning"], cwd=ROOT, env=environment)
    try:
        for _ in range(50):
            try:
                urllib.request.urlopen(f"http://{address}/healthz", timeout=1)
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(20)


def take(browser: Browser, site: str, passwords: dict[str, str]) -> None:
    """Photograph every page of the list, signed in as whoever it is for."""
    for name, (who, where) in PICTURES.items():
        context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=site, locale="en-GB")
        page = context.new_page()
        page.goto("/accounts/login/")
        page.locator("[name=login]").fill(f"{who}@example.test")
        page.locator("[name=password]").fill(passwords[f"{who}@example.test"])
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Sign out").wait_for()
        page.goto(where)
        page.screenshot(path=GUIDE / f"{name}.png")
        context.close()


def main() -> None:
    """Take all pictures."""
    var = Path(tempfile.mkdtemp(prefix="peel-pictures-"))
    try:
        with demonstration(var) as site, sync_playwright() as playwright:
            passwords = json.loads((var / "demonstration-passwords.json").read_text())
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
            take(browser, site, passwords)
            browser.close()
    finally:
        shutil.rmtree(var)


if __name__ == "__main__":
    main()
