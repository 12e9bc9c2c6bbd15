"""How allauth behaves here: nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Administrators make accounts; sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Keep the sign-up page shut."""
        return False
