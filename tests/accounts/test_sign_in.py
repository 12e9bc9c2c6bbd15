"""Signing in: by e-mail address, shut to strangers, slowed for guessers, with a second factor where it is required."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import AccessKind, AccessLog, Role, User
from tests import factories

PASSWORD = "a-long-password-of-nobody"


@pytest.fixture
def person(db: None) -> User:
    """Return an inspector with a password."""
    cache.clear()
    made = factories.UserFactory(email="inspector@example.test", role=Role.INSPECTOR)
    made.set_password(PASSWORD)
    made.save()
    return made


def sign_in(client: Client, email: str = "inspector@example.test", password: str = PASSWORD) -> Any:
    """Send the sign-in form."""
    return client.post("/accounts/login/", {"login": email, "password": password})


def test_a_person_signs_in_and_goes_where_they_were_going(client: Client, person: User) -> None:
    assert client.get("/forces/")["Location"] == "/accounts/login/?next=/forces/"
    response = client.post("/accounts/login/?next=/forces/", {"login": person.email, "password": PASSWORD})
    assert response["Location"] == "/forces/"
    assert client.get("/forces/").status_code == 200


def test_the_case_of_an_address_does_not_matter(client: Client, person: User) -> None:
    assert sign_in(client, "Inspector@Example.Test").status_code == 302


def test_a_stranger_is_not_sent_to_another_site(client: Client, person: User) -> None:
    response = client.post("/accounts/login/?next=https://evil.example/", {"login": person.email, "password": PASSWORD})
    assert response["Location"] == "/"


def test_sign_ins_and_failures_are_in_the_access_log_without_the_password(client: Client, person: User) -> None:
    sign_in(client, password="wrong-password-entirely")
    sign_in(client)
    client.post("/accounts/logout/")
    entries = list(AccessLog.objects.order_by("pk"))
    assert [(e.kind, e.by) for e in entries] == [
        (AccessKind.SIGN_IN_FAILED, None), (AccessKind.SIGN_IN, person), (AccessKind.SIGN_OUT, person),
    ]  # fmt: skip
    assert entries[0].what == "tried as inspector@example.test"
    assert not any("wrong-password" in e.what for e in entries)


def test_a_session_is_new_after_signing_in_and_lasts_eight_hours(client: Client, person: User) -> None:
    client.get("/accounts/login/")
    session = client.session
    session["before"] = "yes"
    session.save()
    old = session.session_key
    sign_in(client)
    assert client.session.session_key != old
    left = client.session.get_expiry_date() - client.session.get_expiry_date().now(
        client.session.get_expiry_date().tzinfo
    )
    assert 7.9 < left.total_seconds() / 3600 <= 8


def test_signing_out_takes_a_form_not_a_link(client: Client, person: User) -> None:
    client.force_login(person)
    client.get("/accounts/logout/")
    assert client.get("/forces/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/forces/").status_code == 302


def test_a_person_who_left_does_not_sign_in(client: Client, person: User) -> None:
    User.objects.update(is_active=False)
    sign_in(client)
    assert client.get("/forces/").status_code == 302


def test_nobody_signs_up_by_themselves(client: Client, db: None) -> None:
    data = {"email": "new@example.test", "password1": PASSWORD, "password2": PASSWORD}
    client.get("/accounts/signup/")
    client.post("/accounts/signup/", data)
    assert not User.objects.exists()


def test_a_guesser_is_slowed_down(client: Client, person: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
    for number in range(5):
        sign_in(client, password=f"guess-number-{number}-of-it")
    response = sign_in(client)
    assert response.status_code in {200, 400, 429}
    assert client.get("/forces/").status_code == 302
    assert "Too many" in response.content.decode()


def test_asking_for_a_new_password_does_not_tell_who_has_an_account(client: Client, person: User) -> None:
    known = client.post("/accounts/password/reset/", {"email": person.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.test"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_a_forgotten_password_is_set_anew_through_the_letter(client: Client, person: User) -> None:
    client.post("/accounts/password/reset/", {"email": person.email})
    [letter] = mail.outbox
    [link] = re.findall(r"http://testserver(/accounts/password/reset/key/\S+)", str(letter.body))
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    new = "another-long-password-of-nobody"
    assert client.post(address, {"password1": new, "password2": new}).status_code == 302
    assert sign_in(Client(), password=new).status_code == 302


def test_a_short_password_is_refused(client: Client, person: User) -> None:
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 4_102_444_800, "email": person.email}]
    session.save()
    data = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    response = client.post("/accounts/password/change/", data)
    assert "12 characters" in response.content.decode()


def code_of(secret: str) -> str:
    """Return the code an authenticator shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_with_a_second_factor_the_password_is_not_enough(client: Client, person: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    assert sign_in(client)["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/forces/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302
    assert client.get("/forces/").status_code == 200


def test_where_it_is_required_nobody_gets_past_setting_it_up(client: Client, person: User, settings: Any) -> None:
    settings.MFA_REQUIRED = True
    client.force_login(person)
    for url in ("/", "/forces/", "/findings/?format=csv", "/admin/"):
        assert client.get(url)["Location"] == "/accounts/2fa/totp/activate/"
    TOTP.activate(person, generate_totp_secret())
    assert client.get("/forces/").status_code == 200


def test_the_tab_key_leads_from_the_address_to_the_password(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    places = [
        page.index(part) for part in ('name="login"', 'name="password"', "Sign in</button>", "Forgot your password?")
    ]
    assert places == sorted(places)
    between = page[places[0] : places[1]]
    assert "<a " not in between
