"""When a topic that sales hears spikes: the agreed limits (`hearing`), pure."""

from dataclasses import dataclass

from accord.agreement.shape import Document
from accord.vocabulary.quantity import Duration, Share

CLAUSE = "hearing"
# The limits there are, each with the one that holds where the clause names none.
USUAL: dict[str, Duration | Share] = {
    "false alarm": Share.read("5 %") or Share(0),
    "against": Duration.read("26 weeks") or Share(0),
    "at least": Duration.read("8 weeks") or Share(0),
}
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Hearing:
    """`false_alarm`: in how many weeks in which nothing changed any topic may be said to spike (0-1).

    `against`: how many weeks before it a week is held against; `least`: fewer with outcomes are too few.
    """

    false_alarm: float
    against: int
    least: int
    agreed: tuple[str, ...] = ()


def hearing_of(document: Document | None) -> Hearing:
    """The limits of an agreement; what it does not name has its usual one."""
    said = dict(document.hearing.items()) if document else {}
    limits = {**USUAL, **{name: limit for name, limit in said.items() if name in USUAL}}
    share = limits["false alarm"]
    return Hearing(
        float(share.as_share) if isinstance(share, Share) else 0.0,
        _weeks(limits["against"]),
        _weeks(limits["at least"]),
        tuple(name for name in said if name in USUAL),
    )


def find_wrong(document: Document) -> list[tuple[str, str]]:
    """The limits that are none, or are of the wrong sort: name and sentence."""
    found = []
    for name, limit in document.hearing.items():
        if name not in USUAL:
            found.append((name, f'"{name}" is no limit of what sales hears'))
        elif type(limit) is not type(USUAL[name]) or (isinstance(limit, Duration) and not _weeks(limit)):
            found.append((name, f'"{name}: {limit}" is no limit of its sort, as "{USUAL[name]}" is'))
    return found


def _weeks(limit: Duration | Share) -> int:
    return (limit.days or 0) // _WEEK if isinstance(limit, Duration) else 0
