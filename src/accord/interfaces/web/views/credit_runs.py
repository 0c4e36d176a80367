"""Credit runs: the list, one with what it added and what changed since another, and keeping one."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.contacts.deal_names import find_deal_names
from accord.interfaces.web import figures
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, show
from accord.interfaces.web.periods import chosen_period
from accord.reporting.credit_runs import compare_runs, credit_run, credit_runs, who_kept
from accord.vocabulary.people import Viewer
from accord.workflows.keep_credit_run import keep_credit_run

SHOWN = 50  # reasons and notes on a page; API and command give all


def credit_runs_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every run that was kept, the newest first; whoever may keeps one more."""
    may_keep = may_open(viewer, "credit-run-keep")
    runs = [
        (run, figures.money(run.won, run.currency) if run.currency else figures.count(run.deals))
        for run in credit_runs(viewer)
    ]
    people = who_kept(viewer, [run for run, _ in runs])
    return show(request, viewer, "credit_runs.html", runs=runs, people=people, may_keep=may_keep)


def credit_run_page(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """One run; what changed since the one before it, or since another (`?since=3`)."""
    made = credit_run(viewer, number)
    since = request.GET.get("since", "")
    change = compare_runs(viewer, int(since), number) if since.isdecimal() else made.change
    currency, run = made.kept.currency, made.run
    notes, reasons = run.notes[:SHOWN], change.reasons[:SHOWN] if change else ()

    def amount(minor: int) -> str:
        return figures.minor_units(minor, currency)

    return show(
        request,
        viewer,
        "credit_run.html",
        kept=made.kept,
        settings=run.settings,
        people=who_kept(viewer, [made.kept]),
        won=figures.money(made.kept.won, currency) if currency else figures.count(made.kept.deals),
        table=[(row.name, amount(row.minor)) for row in run.table],
        notes=[(note, amount(note.minor)) for note in notes],
        deals=find_deal_names(viewer, {note.deal for note in notes} | {each.deal for each in reasons}),
        more_notes=max(len(run.notes) - SHOWN, 0),
        change=change,
        reasons=[(each, amount(each.moved), amount(each.worth)) for each in reasons],
        others=[each for each in credit_runs(viewer) if each.number < number],
    )


def keep(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Keep what is credited now, over the period that the page showed."""
    period = chosen_period(request, viewer)
    made = keep_credit_run(viewer, window=period.window, now=timezone.now())
    return moved(request, "credit-run", _("The run is kept; nothing of it changes."), number=made.kept.number)
