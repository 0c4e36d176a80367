"""The first hour of a send from a file of its mails, judged against a file of earlier ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from accord.agreement import decode, parse
from accord.agreement.shape.reach import Pulse
from accord.connectors.tabular.asked import read_asked
from accord.connectors.tabular.dates import DateColumn
from accord.connectors.tabular.split import refuse
from accord.learning.pulse import BAR, LOOKS, Benchmark, Verdict, decide, settings
from accord.learning.pulse.band import share_band
from accord.learning.pulse.expect import CanShow, what_can_show
from accord.learning.pulse.learn import FEWEST, FEWEST_ANSWERS, learn
from accord.learning.pulse.mails import Mail, count, first_send, past_of
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import Reason, Refused

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSend:
    """The verdict of one campaign's first hour, what it rests on, and what such a list can show."""

    mails: int
    answered: int
    share_low: float  # of all mails answered so far, right at every look at once
    share_high: float
    sent_from: datetime
    minute: int
    verdict: Verdict
    benchmark: Benchmark | None
    campaigns: int
    can_show: CanShow | None
    wrong_at_most: str
    procedure: str
    refused: tuple[Refused, ...] = ()


def judge_send(
    mails: Path,
    history: Path | None,
    *,
    now: datetime,
    control: str = "",
    agreement: Path | None = None,
    zone: ZoneInfo = _UTC,
) -> JudgedSend:
    """Judge a file's mails by what had come by `now`; the agreement's `pulse` says how sure and how small.

    Columns: campaign, sent, answered (empty: not yet), arm where there is a control. A row that cannot be read is
    left out and named. Raises Invalid for a file, a column or an arm that is not there, or a file without mails.
    """
    sent, refused = read_mails(mails, zone, arms=bool(control))
    known = [each for each in sent if each.sent_at <= now]
    if not known:
        raise Invalid(
            "pulse.no_mails", f"{mails.name} holds no mail sent by {now:%Y-%m-%d %H:%M} UTC.",
            "Give the mails of one campaign, or a later --now.",
        )  # fmt: skip
    since = first_send(known)
    minute = min((now - since) // timedelta(minutes=1), LOOKS)
    arms = {each.arm for each in known}
    if control and control not in arms:
        raise Invalid(
            "pulse.arm", f'No mail is of the arm "{control}".', f"Arms of the file: {_named(arms)}."
        )
    past, more = read_mails(history, zone) if history else ([], ())
    benchmark = learn(past_of(past, now))
    clause = _clause(agreement)
    odds = clause.wrong_at_most if clause and clause.wrong_at_most else None
    new = [each for each in known if not control or each.arm != control]
    counts = count(new, since)
    verdict = decide(
        counts,
        minute,
        benchmark=benchmark,
        control=count([e for e in known if e.arm == control], since) if control else None,
        smallest=(clause.too_small_under or 0) if clause else 0,
        bar=odds.whole / odds.n if odds else BAR,
    )
    answered = int(counts.known_by(minute)[1].sum())
    low, high = share_band(answered, len(new))
    lasted = int((counts.sent > 0).nonzero()[0].max()) + 1 if counts.sent.any() else 1
    return JudgedSend(
        mails=len(new),
        answered=answered,
        share_low=low,
        share_high=high,
        sent_from=since,
        minute=minute,
        verdict=verdict,
        benchmark=benchmark,
        campaigns=len({each.campaign for each in past}),
        can_show=what_can_show(len(new), lasted, benchmark) if benchmark else None,
        wrong_at_most=str(odds) if odds else f"1 in {BAR:.0f}",
        procedure=settings(),
        refused=(*refused, *more),
    )


def _clause(agreement: Path | None) -> Pulse | None:
    """What an agreement says of the first hour. Raises Invalid for one that cannot be read."""
    if agreement is None:
        return None
    try:
        parsed = parse(decode(agreement.read_bytes()))
    except OSError:
        raise Invalid(
            "agreement.file", f"{agreement.name} cannot be read.", "Give the agreement's file."
        ) from None
    if parsed.document is None:
        first = parsed.issues[0]
        raise Invalid(first.code, first.sentence, first.remedy, parsed.issues)
    return parsed.document.pulse


def _named(arms: Iterable[str]) -> str:
    return ", ".join(sorted(f'"{arm}"' for arm in arms))


def too_few() -> str:
    """How much history makes a benchmark, in words."""
    return f"{FEWEST} campaigns that are over, with {FEWEST_ANSWERS} answers together"


def read_mails(path: Path, zone: ZoneInfo, *, arms: bool = False) -> tuple[list[Mail], tuple[Refused, ...]]:
    """The mails of a file, and the rows that are none. An instant without a zone is of `zone`."""
    seen = {name: DateColumn(name) for name in ("sent", "answered")}
    rows, refused = read_asked(path, ("campaign", *seen, *(("arm",) if arms else ())), seen)
    readers = {name: column.reader(zone) for name, column in seen.items()}
    found = list[Mail]()
    for line, cells in rows:
        answer = cells["answered"]
        sent_at, answered_at = readers["sent"](cells["sent"]), readers["answered"](answer) if answer else None
        if isinstance(sent_at, Reason):
            refused.append(refuse(line, "sent", cells["sent"], sent_at))
        elif isinstance(answered_at, Reason):
            refused.append(refuse(line, "answered", answer, answered_at))
        else:
            found.append(Mail(cells["campaign"], sent_at, answered_at, cells.get("arm", "")))
    return found, tuple(sorted(refused))
