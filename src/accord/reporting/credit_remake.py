"""A kept credit run reckoned again from the ledger as it stood when it was made; what came later is named beside."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from accord.alignment.credit.models import CreditRunRow
from accord.ledger.sql import in_chunks, marks
from accord.ledger.withdrawn import find_withdrawn, withdrawn_by
from accord.measures.attribution.company import worth_of
from accord.measures.attribution.run_shapes import CreditRun, RunDeal, RunRow, RunTouch, by_channel
from accord.measures.attribution.run_text import digest_of, run_from
from accord.measures.rates import Rates, rates_of
from accord.measures.scope import Scope
from accord.reporting.credit_runs import row_of
from accord.reporting.mirror.deals import story_of
from accord.reporting.mirror.facts import KIND, SEQ, SUBJECT, facts_written
from accord.teams.agreements import chain_at, current
from accord.teams.rights import Right, require
from accord.vocabulary.facts import FactKind
from accord.vocabulary.money import Money
from accord.vocabulary.people import Viewer
from accord.vocabulary.said import said

_WON_AT, _AMOUNT, _CURRENCY = 2, 5, 6  # of a deal's story
_WORTH = (
    FactKind.deal_amount, FactKind.deal_won, FactKind.deal_lost, FactKind.deal_reopened, FactKind.renewal_won,
    FactKind.renewal_lost,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAmount:
    """A deal whose amount is another: minor units in the run and again, and the fact that says so (0: none does)."""

    deal: int
    was: int
    again: int
    fact: int
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remade:
    """Whether a run reckoned again from the ledger as it stood says the same, touch by touch and to the cent.

    `facts` are the touches, `amounts` the deals that do not. `later` are deals that are worth something else by what
    came after the run: they are not of it, and its book's next run says them.
    """

    number: int
    digest: str
    again: str
    same: bool
    facts: tuple[int, ...]
    amounts: tuple[OtherAmount, ...]
    later: tuple[OtherAmount, ...]
    currency: str
    rates: bool  # whether the agreement that its amounts were converted under is here

    @property
    def sentences(self) -> tuple[str, ...]:
        """What there is to say, the verdict first."""
        told = (
            "run %(run)s is what the ledger says: %(digest)s"
            if self.same
            else "run %(run)s is not what the ledger says"
        )
        lines: list[str] = [said(told, run=self.number, digest=self.digest)]
        lines += [said("touch: fact %(fact)s is not there as it was", fact=fact) for fact in self.facts]
        lines += [self._says("amount", each) for each in self.amounts]
        lines += [self._says("since then, not of this run", each) for each in self.later]
        if not self.rates:
            lines.append(
                "the agreement it was reckoned under is not here: amounts of other currencies are not converted"
            )
        return tuple(lines)

    def _says(self, what: str, each: OtherAmount) -> str:
        text = "%(what)s: deal %(deal)s, %(was)s there, %(again)s by fact %(fact)s of %(day)s"
        was, again = (
            str(Money(n, self.currency)) if self.currency else f"{n}" for n in (each.was, each.again)
        )
        return said(
            text, what=what, deal=each.deal, was=was, again=again, fact=each.fact, day=each.day or "–"
        )


def remake(viewer: Viewer, number: int) -> Remade:
    """Reckon a run again: its touches by their numbers, its amounts of the facts that stood when it was made.

    Which touches stand on a deal's path, and how a model shares a deal over them, are the run's own. A deal that was
    worth something else then is shared again in the run's proportions, so that the digest differs. Raises `NotFound`.
    """
    require(viewer, Right.see_board)
    row = row_of(number)
    run = run_from(row.content)
    rates = _rates(run, row)
    then, now, why = _amounts(run, row, rates or Rates("", {}))
    wrong, deals = _touches(run, then)
    again = replace(run, deals=deals, table=_table(run, deals))
    return Remade(
        number=number,
        digest=row.digest,
        again=digest_of(again),
        same=digest_of(again) == row.digest,
        facts=wrong,
        amounts=_others(run, {deal.deal: deal.minor for deal in run.deals}, then, why, until=run.seq),
        later=_others(run, then, now, why),
        currency=run.settings.currency,
        rates=rates is not None,
    )


def _rates(run: CreditRun, row: CreditRunRow) -> Rates | None:
    """The dated rates of the agreement that it was reckoned under; None where that is not here."""
    known = (*chain_at(row.made_at), current(row.made_at))
    under = next((each for each in known if each and each.hash == run.agreement), None)
    return rates_of(under.document) if under else None if run.agreement else Rates("", {})


def _amounts(
    run: CreditRun, row: CreditRunRow, rates: Rates
) -> tuple[dict[int, int], dict[int, int], dict[int, list[Any]]]:
    """Minor units of each deal by the facts that stood at the run, by those that stand now, and all the facts."""
    keys = sorted(deal.deal for deal in run.deals)
    facts = facts_written(keys)
    gone_then, gone_now = withdrawn_by(keys, row.made_at), find_withdrawn(keys)
    told: dict[int, list[Any]] = defaultdict(list)
    for fact in facts:
        told[fact[SUBJECT]].append(fact)
    stood = {
        key: [f for f in mine if f[SEQ] <= run.seq and f[SEQ] not in gone_then] for key, mine in told.items()
    }
    stands = {key: [f for f in mine if f[SEQ] not in gone_now] for key, mine in told.items()}
    return _worth(keys, stood, run, rates), _worth(keys, stands, run, rates), told


def _worth(
    keys: Sequence[int], facts: Mapping[int, list[Any]], run: CreditRun, rates: Rates
) -> dict[int, int]:
    """Whole minor units of the run's currency that each deal is worth by these facts; nothing where it is not won."""
    rows = []
    for key in keys:
        story = story_of(facts.get(key, []))
        if story[_WON_AT] is not None:
            day = _moment(story[_WON_AT]).astimezone(ZoneInfo(run.settings.zone)).date()
            said_in = story[_CURRENCY] or ""
            rows.append({"path_no": key, "amount": story[_AMOUNT], "currency": said_in, "won_day": day})
    minor, currency, _apart, _unpriced = worth_of(
        rows, Scope(now=run.as_of or datetime.min.replace(tzinfo=UTC), rates=rates)
    )
    return {key: minor.get(key, 0) if currency == run.settings.currency else 0 for key in keys}


def _touches(run: CreditRun, worth: Mapping[int, int]) -> tuple[tuple[int, ...], tuple[RunDeal, ...]]:
    found = _facts([touch.seq for deal in run.deals for touch in deal.touches])
    wrong = list[int]()

    def again(touch: RunTouch) -> RunTouch:
        told = found.get(touch.seq)
        if told is None:
            made = replace(touch, seq=0)
        else:
            channel = "sales conversation" if touch.team == "sales" else told[0]
            made = replace(touch, channel=channel, campaign=told[1], asset=told[2])
        if made != touch:
            wrong.append(touch.seq)
        return made

    deals = tuple(
        _shared(replace(d, touches=tuple(again(t) for t in d.touches)), worth[d.deal]) for d in run.deals
    )
    return tuple(wrong), deals


def _shared(deal: RunDeal, minor: int) -> RunDeal:
    """A deal of another amount, over its touches in the proportions that stand."""
    if deal.minor == minor:
        return deal
    touches = (replace(t, minor=t.minor * minor // deal.minor if deal.minor else 0) for t in deal.touches)
    return replace(deal, minor=minor, touches=tuple(touches))


def _table(run: CreditRun, deals: Sequence[RunDeal]) -> tuple[RunRow, ...]:
    """The table as the sum of the deals; a model that credits channels alone keeps its own, if their amounts stand."""
    if not any(touch.minor for deal in run.deals for touch in deal.touches):
        return run.table
    table: dict[str, int] = defaultdict(int)
    for deal in deals:
        for name, minor in by_channel(deal).items():
            table[name] += minor
    rows = sorted(table.items(), key=lambda each: (-each[1], each[0]))
    return tuple(RunRow(name=name, minor=minor) for name, minor in rows if minor)


def _others(
    run: CreditRun, was: Mapping[int, int], again: Mapping[int, int], facts: Mapping[int, list[Any]], until: int = 0
) -> tuple[OtherAmount, ...]:  # fmt: skip
    """Deals that are worth something else, each with the last fact on it that speaks of its worth."""
    made = []
    for deal in sorted(key for key in was if was[key] != again[key]):
        speaks = [f for f in facts.get(deal, []) if f[KIND] in _WORTH and (not until or f[SEQ] <= until)]
        last = max(speaks, key=lambda f: f[SEQ], default=None)
        day = _moment(last[5]).astimezone(ZoneInfo(run.settings.zone)).date() if last else None
        made.append(
            OtherAmount(deal=deal, was=was[deal], again=again[deal], fact=last[SEQ] if last else 0, day=day)
        )
    return tuple(made)


def _facts(numbers: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    found = {}
    with connection.cursor() as cursor:
        for some in in_chunks(sorted(set(numbers))):
            text = f"SELECT seq, channel, campaign, asset FROM ledger_fact WHERE seq IN ({marks(len(some))})"  # noqa: S608
            cursor.execute(text, list(some))
            found.update({seq: _named(words) for seq, *words in cursor.fetchall()})
    return found


def _named(words: list[str]) -> tuple[str, str, str]:
    channel, campaign, asset = (word or "(empty)" for word in words)
    return channel, campaign, asset


def _moment(when: Any) -> datetime:
    """An instant as `select_facts` gives it: text in UTC, or aware."""
    told = datetime.fromisoformat(when) if isinstance(when, str) else when
    return told if told.tzinfo else told.replace(tzinfo=UTC)
