"""People and the log of what they reached for."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import _user_has_module_perms, _user_has_perm
from django.db import models
from django.db.models.functions import Lower

from core.history import History
from core.models import known


class Role(models.TextChoices):
    """The five roles; everything else (lead, reviewer, approver …) is an assignment on a record."""

    INSPECTOR = "inspector", "Inspector"
    MANAGER = "manager", "Manager"
    ADMINISTRATOR = "administrator", "Administrator"
    FORCE_CONTACT = "force contact", "Force contact"
    AUDITOR = "auditor", "Auditor"


class AccessKind(models.TextChoices):
    """What was reached for."""

    SIGN_IN = "sign-in", "Signed in"
    SIGN_IN_FAILED = "sign-in failed", "Sign-in failed"
    SIGN_OUT = "sign-out", "Signed out"
    CASE_FILE_READ = "case file read", "Case file read"
    REFERENCE_SHOWN = "reference shown", "Crime reference shown"
    EXPORT = "export", "Export"
    REFUSAL = "refusal", "Refused"
    PERMISSION_CHANGE = "permission change", "Permission change"


class Digest(models.TextChoices):
    """How often a person's notices come by e-mail; in the product they are always there."""

    DAILY = "daily", "Every day"
    WEEKLY = "weekly", "Once a week, on Monday"
    NONE = "none", "Never"


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person with a role; without a password they must reset it before signing in."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create the first administrator of an installation (`manage.py createsuperuser`); there are no superusers."""
        return self.create_user(email, password, **{**fields, "role": Role.ADMINISTRATOR})

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by e-mail address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in; holds exactly one role, whose group's permissions are theirs."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=20, choices=Role)
    is_active = models.BooleanField(default=True)
    digest = models.CharField("notices by e-mail", max_length=10, choices=Digest, default=Digest.WEEKLY)
    date_joined = models.DateTimeField(auto_now_add=True)
    history = History(excluded_fields=["password", "last_login"])

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                Lower("email"), name="user_email_unique", violation_error_message="Someone has this e-mail address."
            ),
            known("role", Role, "user_role_known"),
            known("digest", Digest, "user_digest_known"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Say whether this person may open the admin, which holds reference tables only."""
        return self.role == Role.ADMINISTRATOR

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Say whether the role holds a permission."""
        return _user_has_perm(self, perm, obj)

    def has_perms(self, perms: list[str], obj: Any = None) -> bool:
        """Say whether the role holds all of several permissions."""
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        """Say whether the role holds any permission of an app."""
        return _user_has_module_perms(self, app_label)

    @property
    def is_force_contact(self) -> bool:
        """Say whether this is an outside person, who answers for one force."""
        return self.role == Role.FORCE_CONTACT


class AccessLog(models.Model):
    """One thing somebody reached for: a sign-in, a failure, a case file read, an export, a refusal."""

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=20, choices=AccessKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=300)
    request_id = models.CharField(max_length=64)

    class Meta:
        ordering = ("-at", "-pk")
        default_permissions = ("view",)
        constraints = (known("kind", AccessKind, "access_log_kind_known"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.what}"
