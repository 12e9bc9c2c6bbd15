"""How many files a cycle's reviews have: a reference table for administrators."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Role
from inspections.models import ReviewPlan
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_administrator_sets_a_cycle_s_rule_and_nobody_else_does() -> None:
    cycle, large = factories.CycleFactory(), factories.ForceFactory()
    data = {"cycle": cycle.pk, "size": 60, "larger_size": 90, "larger_in": [large.pk], "published_total": 2700}
    for role, status in ((Role.MANAGER, 302), (Role.ADMINISTRATOR, 302)):
        client = Client()
        client.force_login(factories.user(role))
        assert client.post("/admin/inspections/reviewplan/add/", data).status_code == status
        assert ReviewPlan.objects.exists() is (role == Role.ADMINISTRATOR)
    rule = ReviewPlan.objects.get()
    assert (rule.size_for(large), rule.size_for(factories.ForceFactory())) == (90, 60)
    assert rule.history.get().history_user.role == Role.ADMINISTRATOR
