"""How the first hour of a send is judged: what counts, when a click does, how sure, which guards (`pulse`), pure."""

import re
from dataclasses import dataclass
from datetime import timedelta

from accord.agreement.shape import Document
from accord.vocabulary.facts import FactKind
from accord.vocabulary.phrases import find_kinds, plain
from accord.vocabulary.quantity import Share

CLAUSE = "pulse"
HOLD = timedelta(minutes=3)  # a click counts so long after it was pressed, where the clause does not say
BAR = 20.0  # wrong at most 1 time in 20, where the clause does not say
PERSON, HALTS_ALONE = "person decides", "halts alone"  # what `ramp_and_halt` may say
COUNTS = ("human click", "reply", "form", "booked meeting")  # where the clause names none
# A request on the company's own page is a form that somebody filled in.
_FORMS = frozenset({FactKind.demo_request, FactKind.pricing_request, FactKind.contact_request})
METRICS = {
    "bounce": FactKind.email_bounced,
    "complaint": FactKind.complained,
    "unsubscribe": FactKind.unsubscribed,
    "negative reply": FactKind.negative_reply,
}
_GUARD = re.compile(r"(?P<metric>\D+?)\s+(?P<share>[\d.,]+\s*%)")


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most of a metric's kind that was agreed, as a share of the mails sent (0-1)."""

    metric: str
    kind: FactKind
    share: float


@dataclass(frozen=True, slots=True)
class FirstHour:
    """`kinds`: the acts that count as an answer. A list under `smallest` is not judged; evidence passes at `bar`."""

    kinds: frozenset[FactKind]
    hold: timedelta
    bar: float
    smallest: int
    ceilings: tuple[Ceiling, ...] = ()
    control: float = (
        0.0  # the share of a list (0-1) that gets the words that are known; 0: the clause names none
    )

    @property
    def beside_control(self) -> bool:
        """Whether a drawn control, where mails have one, goes before what past sends teach."""
        return self.control > 0


def first_hour_of(document: Document | None) -> FirstHour:
    """What the agreement's clause says; what it does not name has its usual value, guards only where it names them."""
    clause = document.pulse if document else None
    counts = (clause.counts if clause else ()) or COUNTS
    kinds = frozenset[FactKind]().union(*(find_kinds(each) or frozenset() for each in counts))
    held = clause.click_released_after.elapsed if clause and clause.click_released_after else None
    odds = clause.wrong_at_most if clause else None
    return FirstHour(
        kinds=kinds | _FORMS if FactKind.form_submitted in kinds else kinds,
        hold=HOLD if held is None else held,
        bar=odds.whole / odds.n if odds else BAR,
        smallest=(clause.too_small_under or 0) if clause else 0,
        ceilings=tuple(
            found for each in (clause.halts_alone if clause else ()) if (found := read_ceiling(each))
        ),
        control=float(share.as_share) if clause and (share := _control_share(clause.control)) else 0.0,
    )


def read_ceiling(text: str) -> Ceiling | None:
    """The guard that a text names; None for one that cannot be read or is of nothing that is recorded.

    >>> read_ceiling("complaint 0.1 %").share
    0.001
    """
    found = _GUARD.fullmatch(text.strip())
    kind = METRICS.get(plain(found["metric"])) if found else None
    share = Share.read(found["share"]) if found else None
    if found is None or kind is None or share is None or not 0 < share.ppm < 1_000_000:
        return None
    return Ceiling(plain(found["metric"]), kind, float(share.as_share))


def _control_share(text: str) -> Share | None:
    """The part of a list that a clause gives the control; None where it names none."""
    found = re.search(r"[\d.,]+\s*%", text)
    share = Share.read(found[0]) if found else None
    return share if share is not None and 0 < share.ppm < 1_000_000 else None


def find_wrong(document: Document) -> list[tuple[str, str]]:
    """What of the clause cannot hold: path within it and sentence."""
    clause = document.pulse
    if clause is None:
        return []
    counts = [
        ("counts", f'"{each}" is nothing that is recorded') for each in clause.counts if not find_kinds(each)
    ]
    guards = [
        ("halts_alone", f'"{each}" is no guard that can be held')
        for each in clause.halts_alone
        if read_ceiling(each) is None
    ]
    length = clause.click_released_after
    working = (
        [("click_released_after", f'"{length}" is no time on the wall')]
        if length and length.elapsed is None
        else []
    )
    said = plain(clause.ramp_and_halt)
    unknown = (
        [("ramp_and_halt", f'"{clause.ramp_and_halt}" says nothing: write "{PERSON}" or "{HALTS_ALONE}"')]
        if said not in ("", PERSON, HALTS_ALONE)
        else []
    )
    control = (
        [("control", f'"{clause.control}" names no share of the list')]
        if plain(clause.control) not in ("", "none") and not _control_share(clause.control)
        else []
    )
    return [*counts, *guards, *working, *unknown, *control]
