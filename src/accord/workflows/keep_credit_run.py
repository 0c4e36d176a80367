"""Keep a credit run: reckoned of the record as it stands, written once, with an act that names its digest."""

from datetime import datetime

from django.db import transaction

from accord.alignment.credit.models import CreditRunRow
from accord.ledger.acts import record_act
from accord.measures.attribution.run_text import digest_of, text_of
from accord.measures.number import Window
from accord.reporting.credit_runs import CreditRun, OneRun, credit_run, reckon_run
from accord.teams.agreements import Current
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

RULE = "accord"  # how acts name what nobody asked for


def keep_credit_run(by: Viewer, *, window: Window | None = None, now: datetime) -> OneRun:
    """Keep what is credited now. A run that says what the last of its settings says is not kept twice: that is given.

    Raises `Refused` without the right to run meetings.
    """
    require(by, Right.run_meetings)
    run, series = reckon_run(window, now)
    digest = digest_of(run)
    with transaction.atomic():
        last = CreditRunRow.objects.filter(series=series).order_by("-id").first()
        number = last.pk if last is not None and last.digest == digest else _write(run, series, by.actor, now)
    return credit_run(by, number)


def keep_cycle_run(key: str, agreement: Current, window: Window, now: datetime) -> bool:
    """Keep the run of a cycle that has closed, under its own agreement; False where one was kept under this key.

    What somebody kept before, and says the same, is the cycle's run.
    """
    run, series = reckon_run(window, now, agreement)
    digest = digest_of(run)
    with transaction.atomic():
        if not record_act(
            key=key, kind="credit_cycle", actor=RULE, now=now, agreement_hash=run.agreement,
            payload={"cycle": agreement.document.agreement.cycle, "digest": digest},
        ):  # fmt: skip
            return False
        last = CreditRunRow.objects.filter(series=series).order_by("-id").first()
        if last is None or last.digest != digest:
            _write(run, series, RULE, now)
    return True


def _write(run: CreditRun, series: str, actor: str, now: datetime) -> int:
    digest = digest_of(run)
    row = CreditRunRow.objects.create(
        series=series, agreement_hash=run.agreement, content=text_of(run), digest=digest, made_at=now,
        made_by=actor,
    )  # fmt: skip
    record_act(
        key=f"credit_run:{row.pk}", kind="credit_run", actor=actor, now=now,
        agreement_hash=run.agreement, payload={"run": row.pk, "digest": digest},
    )  # fmt: skip
    return int(row.pk)
