"""The page that follows a job: how far it is, for its owner only."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect

from core import jobs
from core.models import Job, JobState
from core.views import Page


class JobPage(Page):
    """A progress bar that follows the job by script, or by asking for the page again."""

    permission_required = "accounts.use_product"
    template = "core/job.html"

    def job(self) -> Job:
        """Return the person's own job."""
        return get_object_or_404(Job.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, with JSON for the script, or go on to the result."""
        job = self.job()
        if request.GET.get("format") == "json":
            return JsonResponse(
                {"done": job.done, "total": job.total, "status": words(job), "finished": job.is_finished}
            )
        if job.state == JobState.DONE:
            return redirect(job.result_address)
        return self.render(job=job, words=words(job))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Cancel it."""
        job = jobs.cancel(by=request.user, job=self.job())
        if job.state == JobState.CANCELLED:
            messages.success(request, "Cancelled. Nothing was changed.")
        return redirect(job.get_absolute_url())


def words(job: Job) -> str:
    """Return how far a job is, in words."""
    if job.state != JobState.RUNNING:
        return job.message or str(job.get_state_display())
    counted = f": {job.done:,} of {job.total:,}" if job.total else ""
    return f"{job.message or 'Beginning'}{counted}"
