"""Fills a template in with the real LibreOffice and stores it in several formats; run by the system's Python.

`python3 libreoffice_fill.py TEMPLATE ANSWERS FOLDER`: ANSWERS is JSON, measure → heading → what to type. Prints as JSON
what it typed and which cells LibreOffice would not let it change.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xlsm": "Calc MS Excel 2007 VBA XML",
    "ods": "calc8",
}
TRIES = 300  # a tenth of a second each


def properties(**wanted):
    """Return named settings as UNO takes them."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in wanted.items())


def desktop(pipe):
    """Return the running program, as soon as it answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(TRIES):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.1)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    raise SystemExit("LibreOffice does not answer")


def fill(sheet, answers, done):
    """Type the answers into the open cells of a sheet, as a person would; note what is locked."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    width, height = cursor.RangeAddress.EndColumn + 1, cursor.RangeAddress.EndRow + 1
    headings = [sheet.getCellByPosition(column, 0).String for column in range(width)]
    if "Force code" not in headings:
        return
    done["locked"] += [text for column, text in enumerate(headings) if is_locked(sheet, column, 0)]
    for row in range(1, height):
        measure = sheet.getCellByPosition(headings.index("Measure"), row).String
        for heading, answer in answers.get(measure, {}).items():
            column = headings.index(heading)
            if is_locked(sheet, column, row):
                done["refused"].append(f"{measure}: {heading}")
                continue
            sheet.getCellByPosition(column, row).setFormula(str(answer))  # what typing does: 12 is a number
            done["typed"].append(f"{sheet.Name}: {measure}: {heading}")


def is_locked(sheet, column, row):
    """Say whether the sheet is protected and the cell not left open."""
    return bool(sheet.isProtected() and sheet.getCellByPosition(column, row).CellProtection.IsLocked)


def main(template, answers, folder):
    """Start the program, fill the template in, store it, and stop the program."""
    folder = Path(folder)
    pipe = f"peel-{folder.name}"
    program = subprocess.Popen(
        [
            *("soffice", "--headless", "--norestore", "--nologo", "--nodefault"),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            f"--accept=pipe,name={pipe};urp;",
        ],
        start_new_session=True,  # the program is the child of a script: both are ended together
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        office = desktop(pipe)
        book = office.loadComponentFromURL(Path(template).as_uri(), "_blank", 0, properties(Hidden=True))
        done = {"typed": [], "refused": [], "locked": []}
        for sheet in book.Sheets:
            fill(sheet, json.loads(Path(answers).read_text()), done)
        for ending, name in FILTERS.items():
            book.storeToURL((folder / f"filled.{ending}").as_uri(), properties(FilterName=name))
        book.close(True)
        office.terminate()
        program.wait(timeout=30)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
    print(json.dumps(done))


if __name__ == "__main__":
    main(*sys.argv[1:])
