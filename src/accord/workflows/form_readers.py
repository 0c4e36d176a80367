"""A form in the inbox, opened: one row."""

from accord.connectors.segment.form import open_form, read_form
from accord.vocabulary.doors import Letter
from accord.vocabulary.facts import RowRead, RowSkipped
from accord.workflows.inbox_opened import Opened


def open_posted(letter: Letter) -> Opened:
    """A form as it was posted. Raises `Unreadable`."""
    form = open_form(letter.body, letter.context.get("content-type", ""))

    def read(place: int) -> RowRead | RowSkipped:
        return read_form(
            form,
            line=place + 1,
            source=letter.source,
            received_at=letter.received_at,
            page=letter.context.get("page", ""),
            user_agent=letter.context.get("ua", ""),
        )

    return Opened(1, read, lambda _: letter)
