"""A connection to an outside system's API: settings, what was spent, and one way to say what went wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

from accord.connectors.objects.live import LiveRow, Tables
from accord.connectors.outgoing import Rules
from accord.vocabulary.errors import ForNow

Clock = Callable[[], datetime]
Rest = Callable[[float], None]
Position = dict[str, Any]
_PAUSE = timedelta(seconds=10)  # after a refusal that names no pause: the shortest window of either vendor


@dataclass(frozen=True, slots=True)
class Connection:
    """One system's connection as it is kept. Secrets never show in a repr."""

    system: str
    source: str
    base_url: str = ""  # empty: the vendor's own
    login_url: str = ""
    sandbox: bool = False
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    budget_share: float = 0.5  # of the vendor's daily limit; others in the house use the same one
    mapping: Mapping[str, Any] = field(default_factory=dict)  # statuses, fields, stages, as in the YAML


@dataclass(slots=True)
class Meter:
    """What this session spent, what the vendor says is used and allowed, and until when to be silent."""

    clock: Clock
    rest: Rest  # wait so many seconds
    calls: int = 0
    used: int = 0
    limit: int = 0
    not_before: datetime | None = None
    free_at: datetime | None = None  # of the vendor's slowest endpoint

    def pace(self, gap: timedelta) -> None:
        """Keep at least `gap` between two requests of an endpoint that allows only so many a second."""
        now = self.clock()
        if self.free_at is not None and now < self.free_at <= now + gap:
            self.rest((self.free_at - now).total_seconds())
            now = self.clock()
        self.free_at = now + gap

    def ask(self) -> None:
        """Before each request: refuse inside a pause that the vendor asked for; count it otherwise."""
        if self.not_before is not None and self.clock() < self.not_before:
            raise paused(self.not_before)
        self.calls += 1

    def pause(self, retry_after: str, floor: timedelta = _PAUSE) -> ForNow:
        """Note a 429 or 503: nothing is asked until then."""
        self.not_before = self.clock() + _seconds(retry_after, self.clock(), floor)
        return paused(self.not_before)


def paused(until: datetime) -> ForNow:
    """The refusal to ask before an instant."""
    return ForNow(
        "crm.slow_down",
        f"the system asked to wait until {until:%H:%M:%S} UTC",
        "nothing to do: reading goes on by itself",
        until=until,
    )


def _seconds(text: str, now: datetime, floor: timedelta) -> timedelta:
    """A Retry-After in seconds or as a date; without one that can be read, `floor`."""
    text = text.strip()
    try:
        if text.replace(".", "", 1).isdigit():
            return max(timedelta(seconds=float(text)), timedelta(seconds=1))
        at = parsedate_to_datetime(text)
        return max((at if at.tzinfo else at.replace(tzinfo=UTC)) - now, timedelta(seconds=1))
    except (ValueError, TypeError, IndexError):
        return floor


@dataclass(slots=True)
class Page:
    """Rows of one request, the position after them, and whether the object is read up to now.

    `tables` are helper rows fetched beside them; `high` is the latest change the vendor's clock gives here.
    `versions`: of a row, by its id, the earlier values of the properties whose history was asked for.
    """

    rows: list[LiveRow]
    position: Position
    done: bool
    tables: Tables = field(default_factory=dict)
    high: datetime | None = None
    versions: Tables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LiveObject:
    """An object that is polled: our name, the vendor's, the field of its change time.

    `every`: read at each so many-th interval. `history` 0: never read by the bulk way (it is small, or is
    read whole). `of`: the object of ours whose archived records these are; their list is read whole.
    `versions`: the properties of which the vendor keeps each earlier value with its day.
    """

    name: str
    vendor: str
    changed: str
    every: int = 1
    history: bool = True
    where: str = ""
    writable: bool = False
    of: str = ""
    versions: tuple[str, ...] = ()

    @property
    def reader(self) -> str:
        """The object of the file reader that understands its rows."""
        return self.of or self.name


@dataclass(frozen=True, slots=True)
class Field:
    """A field as the vendor describes it to this user."""

    name: str
    label: str
    kind: str
    may_write: bool
    values: tuple[tuple[str, str], ...] = ()  # picklist: value, label


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A task for whoever owns a person there: our id of it, whom it is about, when it is due, whose it is."""

    id: str
    about: str
    due: datetime
    subject: str
    text: str
    owner: str = ""  # empty: the vendor decides


class Session(Protocol):
    """An open session with one system. Every request may raise `ForNow` or `ForGood`."""

    meter: Meter
    actor: str  # our own user there

    def guard(self, rules: Rules) -> None:
        """From now on connect only where the rules allow."""
        ...

    def describe(self, item: LiveObject) -> list[Field]:
        """The fields this user may see; empty where the object is not there for them."""
        ...

    def poll(self, item: LiveObject, fields: list[str], position: Position, back: timedelta) -> Page:
        """The next page of what changed; `back` is how far a new round steps back before the last change."""
        ...

    def history(self, item: LiveObject, fields: list[str], position: Position, since: datetime) -> Page:
        """The next page of all records since an instant, by the bulk way."""
        ...

    def fetch(self, item: LiveObject, fields: list[str], ids: list[str]) -> Page:
        """These records as they stand now."""
        ...

    def update(self, item: LiveObject, external_id: str, values: Mapping[str, str]) -> None:
        """Set fields of one record."""
        ...

    def put_task(self, task: FollowUp, key: str) -> None:
        """Make a follow-up task, once however often it is asked; `key` is the field that carries our id."""
        ...

    def end_task(self, task_id: str, key: str) -> bool:
        """Take a follow-up task of ours back; False where it is gone, or its owner completed it: then it stands."""
        ...

    def count_values(self, item: LiveObject, name: str) -> dict[str, int]:
        """How many records carry each value of a field."""
        ...

    def limits(self) -> tuple[int, int]:
        """Calls used and allowed in the vendor's day; 0 allowed where it does not say."""
        ...
