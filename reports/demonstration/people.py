"""The demonstration's sign-ins, named for their role; passwords are made once and kept in an ignored file."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from django.conf import settings

from accounts.models import Digest, Role, User
from forces.models import Force, ForceContact

DOMAIN = "example.test"
# theirs come every day, so that the demonstration, whose day is a Friday, shows an e-mail
MAILED_DAILY = {"manager", "force.bedfordshire"}
PEOPLE = [
    ("inspector", "Inspector", Role.INSPECTOR, ""),
    ("inspector2", "Second inspector", Role.INSPECTOR, ""),
    ("manager", "Manager", Role.MANAGER, ""),
    ("manager2", "Second manager", Role.MANAGER, ""),
    ("administrator", "Administrator", Role.ADMINISTRATOR, ""),
    ("force.bedfordshire", "Force contact, Bedfordshire", Role.FORCE_CONTACT, "BED"),
    ("force.cambridgeshire", "Force contact, Cambridgeshire", Role.FORCE_CONTACT, "CAM"),
    ("auditor", "Auditor", Role.AUDITOR, ""),
]


def password_file() -> Path:
    """Return the ignored file that holds the generated passwords."""
    return Path(settings.VAR_DIR) / "demonstration-passwords.json"


def passwords() -> dict[str, str]:
    """Return each sign-in's password, making those that are missing."""
    path = password_file()
    held: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    for name, *_ in PEOPLE:
        held.setdefault(f"{name}@{DOMAIN}", secrets.token_urlsafe(12))
    path.write_text(json.dumps(held, indent=1))
    path.chmod(0o600)
    return held


def load() -> dict[str, User]:
    """Make the people that are missing; return all by the first part of their address."""
    held = passwords()
    people: dict[str, User] = {}
    for name, title, role, force in PEOPLE:
        email = f"{name}@{DOMAIN}"
        person = User.objects.filter(email=email).first()
        if person is None:
            digest = Digest.DAILY if name in MAILED_DAILY else Digest.WEEKLY
            person = User.objects.create_user(email, held[email], name=title, role=role, digest=digest)
        elif not person.check_password(held[email]):
            person.set_password(held[email])
            person.save(update_fields=["password"])
        people[name] = person
        if force:
            ForceContact.objects.get_or_create(user=person, force=Force.objects.get(code=force))
    return people
