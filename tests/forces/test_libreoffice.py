"""The template, filled in with the real LibreOffice without a screen, stored in three formats: each one is accepted."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from forces.actions import uploads
from forces.models import Collection, UploadState, Value
from tests import factories
from tests.forces.conftest import Spring

FILL = Path(__file__).with_name("libreoffice_fill.py")
ANSWERS = {
    "crime": {"Numerator": 44472, "Denominator": 5, "Note": "fraud left out"},
    "referrals": {"Numerator": 472, "Denominator": 2470},
    "own-area": {"Numerator": "n/a", "Reason": "not told apart"},
    "staff": {"Numerator": 210, "Denominator": 300, "Responses": 300, "Status": "estimated", "Reason": "one day"},
}
EXPECTED = {
    "crime": (44472, None, "supplied", None),
    "referrals": (472, 2470, "supplied", None),
    "own-area": (None, None, "not-supplied", None),
    "staff": (210, 300, "estimated", 300),
}


def asked(spring: Spring) -> Collection:
    """Ask for a part and a survey too: three sheets."""
    part = factories.MeasureFactory(slug="own-area", title="In the force's own area", part_of=spring.crime)
    staff = factories.MeasureFactory(slug="staff", share=True, group="Survey: staff", survey_method="voluntary")
    spring.referrals.group = "Crown/referrals"
    spring.referrals.save()
    for number, measure in enumerate([staff, part], start=3):
        factories.CollectionItemFactory(
            collection=spring.collection, number=number, measure=measure, period=spring.period
        )
    return spring.collection


@pytest.mark.libreoffice
def test_a_template_filled_in_with_libreoffice_is_accepted_in_each_format(
    spring: Spring, client: Any, tmp_path: Path
) -> None:
    asked(spring)
    client.force_login(spring.administrator)
    template, answers = tmp_path / "template.xlsx", tmp_path / "answers.json"
    template.write_bytes(client.get("/collections/spring/template/?force=bedfordshire").content)
    answers.write_text(json.dumps(ANSWERS))
    run = subprocess.run(
        ["/usr/bin/python3", FILL, template, answers, tmp_path], capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    done = json.loads(run.stdout.splitlines()[-1])
    assert done["refused"] == ["crime: Denominator"]  # not asked of it, so locked
    assert done["locked"].count("Numerator") == 3
    for ending in ("xlsx", "xlsm", "ods"):
        Value.objects.all().delete()
        data = (tmp_path / f"filled.{ending}").read_bytes()
        upload = spring.send(data, spring.bedfordshire, name=f"filled.{ending}")
        assert (upload.state, upload.refusal, upload.format) == (UploadState.READ, [], ending)
        problems = [row.problems for row in upload.rows.filter(outcome="refused")]
        assert (upload.tally["added"], problems) == (4, [])
        assert upload.made_at
        assert [item["why"][:12] for item in upload.not_read] == (["The workbook"] if ending == "xlsm" else [])
        uploads.confirm(by=spring.administrator, upload=upload)
        held = Value.objects.values_list("measure__slug", "numerator", "denominator", "status", "base")
        assert {slug: tuple(rest) for slug, *rest in held} == EXPECTED
