"""The base of every page: permission first, GET reads, POST calls one action."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views import View

from core import history
from core.actions import Stale
from core.sent_files import PreviewStale

LONGEST_NUMBER = 9  # digits


class Page(View):
    """A page that names the permission it needs; forgetting to is an error at import."""

    permission_required: ClassVar[str]
    template: ClassVar[str]
    http_method_names: ClassVar[list[str]] = ["get", "head", "post"]

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not abstract and not getattr(cls, "permission_required", ""):
            raise TypeError(f"{cls.__qualname__} does not say which permission it needs")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever's role does not hold the permission."""
        if not request.user.has_perm(self.permission_required):
            raise PermissionDenied(self.permission_required)
        return super().dispatch(request, *args, **kwargs)

    def render(self, status: int = 200, /, *, template: str = "", **context: Any) -> HttpResponse:
        """Draw the page."""
        return render(self.request, template or self.template, {"view": self, **context}, status=status)

    def address(self, **changed: Any) -> str:
        """Return this page's address with some parameters changed; an empty one is dropped."""
        query = self.request.GET.copy()
        for name, value in changed.items():
            query[name] = str(value)
            if value == "":
                del query[name]
        return "?" + query.urlencode()

    def misread_page(self) -> str:
        """Say what is wrong with the address's page number, if anything is."""
        page = self.request.GET.get("page") or "1"
        return "" if page.isdecimal() else f"page: {page} is not the number of a page"


class FormPage(Page, abstract=True):
    """A page with one form and one action behind it. What was typed stays, whatever goes wrong."""

    form_class: ClassVar[type[BaseForm]]
    said: ClassVar[str] = "Saved."

    def form(self, *data: Any) -> Any:
        """Make the form, filled or empty."""
        return self.form_class(*data)

    def context(self) -> dict[str, Any]:
        """Return what the template shows beside the form."""
        return {}

    def act(self, form: Any) -> Any:
        """Call the action with what the form holds; return what it made."""
        raise NotImplementedError

    def done(self, made: Any) -> str:
        """Return where to go afterwards."""
        return str(made.get_absolute_url())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        return self.page(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Call the action; show the form again with what was typed when it refuses."""
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            made = self.act(form)
        except Stale as stale:
            return self.stale(stale)
        except ValidationError as error:
            add_errors(form, error)
            return self.page(form, status=422)
        messages.success(request, self.said)
        return redirect(self.done(made))

    def stale(self, stale: Stale) -> HttpResponse:
        """Show what changed meanwhile, above the form with what was typed; sending it again then saves."""
        data = self.request.POST.copy()
        data["version"] = str(stale.record.version)
        return self.page(self.form(data, self.request.FILES), status=409, changed_meanwhile=stale.changes)

    def page(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Draw the page with its form."""
        shown = {"changed_meanwhile": None, **self.context(), **context}
        return self.render(status, page_form=form, has_errors=form.is_bound and bool(form.errors), **shown)


def add_errors(form: Any, error: ValidationError) -> None:
    """Put an action's errors by the fields they name, and the rest on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def seen_version(request: HttpRequest) -> int:
    """Return the version that a form or a button was shown with; 0, which no record has, when none can be read."""
    return number_in(request.POST.get("version", ""))


def number_in(sent: str) -> int:
    """Return the number that an address or a form holds; 0 when none can be read, or one larger than any of ours."""
    return int(sent) if sent.isdecimal() and len(sent) <= LONGEST_NUMBER else 0


class ButtonPage(Page, abstract=True):
    """A button on a record's page, sent with the record's version, and one action behind it."""

    http_method_names: ClassVar[list[str]] = ["post"]

    def record(self) -> Any:
        """Return the record whose page has the button."""
        raise NotImplementedError

    def act(self, version: int) -> str:
        """Call the action; return what to say, or nothing."""
        raise NotImplementedError

    def done(self) -> str:
        """Return where to go afterwards."""
        return str(self.record().get_absolute_url())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or go back to the record and say why not."""
        try:
            if said := self.act(seen_version(request)):
                messages.success(request, said)
            return redirect(self.done())
        except Stale:
            messages.error(request, "Somebody changed this meanwhile. Look at it as it is now, then try again.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(self.record())


class ConfirmPage(Page, abstract=True):
    """The button that confirms what a file that was sent in would do, as its preview showed it."""

    http_method_names: ClassVar[list[str]] = ["post"]
    said: ClassVar[str]

    def record(self) -> Any:
        """Return the file."""
        raise NotImplementedError

    def confirm(self, version: int) -> None:
        """Call the action that confirms."""
        raise NotImplementedError

    def preview_again(self) -> None:
        """Call the action that makes the preview anew."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm it; when the preview is out of date make it again and say so."""
        try:
            self.confirm(seen_version(request))
        except Stale:
            messages.error(request, "The preview was made again meanwhile: look at it and confirm it then.")
        except PreviewStale as error:
            self.preview_again()
            messages.error(request, " ".join(error.messages))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, self.said)
        return redirect(self.record())


class HistoryPage(Page, abstract=True):
    """The History tab of a record: field, before, after, who, when and why."""

    template = "core/history.html"
    permission_required = "accounts.read_history"

    def record(self) -> Any:
        """Return the record, through `visible_to`."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the changes, newest first."""
        record = self.record()
        return self.render(
            record=record, changes=history.changes(record.history.all(), without=self.unseen_fields(record))
        )

    def unseen_fields(self, record: Any) -> frozenset[str]:
        """Return the fields whose changes are not this person's to see."""
        return frozenset()
