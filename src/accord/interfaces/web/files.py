"""A file handed over by a page."""

from django.http import HttpResponse


def csv_file(body: str, name: str) -> HttpResponse:
    """A CSV file under a name of ours, to be saved rather than shown."""
    attachment = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, "text/csv; charset=utf-8", headers=attachment)
