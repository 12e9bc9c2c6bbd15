"""What every action on a file shares: its table of moves, and that its preview is out of date."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from core.words import plural
from forces import rules
from forces.models import Upload, UploadState


class PreviewStale(ValidationError):
    """What is held changed after the preview was made; nothing was applied."""

    def __init__(self, changed: int) -> None:
        super().__init__(
            f"{plural(changed, 'figure')} changed after this preview was made, so nothing was applied. "
            "The preview has been made again: look at it and confirm it then."
        )


def moved(upload: Upload, state: UploadState) -> Upload:
    """Move a file along its table of moves."""
    if state not in rules.UPLOAD_MOVES[upload.state]:
        now = upload.get_state_display().lower()
        raise ValidationError(f"This file is {now}; it cannot be {state.label.lower()}.")
    upload.state = state
    return upload
