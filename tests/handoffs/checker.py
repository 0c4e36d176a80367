"""Does what many were told at once fit what the record says? From outside: answers, acts, turns; no product code."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from accord.handoffs.models import Handoff, HandoffTurn
from accord.ledger.models import Act, Job
from accord.teams.models import User
from tests.handoffs.histories import History, Said

_OPEN = ("offered", "accepted", "worked")
_CLOSED = ("sales_ready", "returned", "recycled", "disqualified")
# From where each state may be reached.
_FROM = {
    "accepted": ("offered",),
    "worked": ("offered", "accepted"),
    **dict.fromkeys(_CLOSED, _OPEN),
}


class Moved(NamedTuple):
    """An act that moved a hand-off to a state; `undone` when it was taken back."""

    key: str
    state: str
    actor: str
    undone: bool


def violations(history: History) -> list[str]:
    """Every sentence that does not hold of a finished history; an empty list is what is promised."""
    rows = {row.key: row for row in Handoff.objects.all()}
    acts = list(Act.objects.filter(kind__startswith="handoff_").order_by("pk"))
    moved, turns = _moves(acts), _turns()
    said: dict[int, list[Said]] = defaultdict(list)
    for each in history.said:
        said[each.key].append(each)
    found = [*history.broken, *_work_broke(), *_nobodys(rows.values(), history.leads)]
    for key, row in rows.items():
        found += [f"{key}: {one}" for one in (
            *_path(row, moved[key]),
            *_owners(row, turns[key], acts),
            *_acknowledged(said[key], moved[key], turns[key]),
            *_losers(said[key], moved[key], turns[key]),
            *_repeats(said[key]),
        )]  # fmt: skip
    return found


def _work_broke() -> list[str]:
    """Work that failed and was not done since; a database that was too busy to begin is asked again."""
    rows = Job.objects.exclude(error="").exclude(error__contains="OperationalError")
    return [f"work broke: {kind}: {why}" for kind, why in rows.values_list("kind", "error")]


def _nobodys(rows: Iterable[Handoff], leads: int) -> list[str]:
    """Everybody who qualified has one hand-off, with an owner who is here."""
    here = {f"user:{pk}" for pk in User.objects.filter(is_active=True).values_list("pk", flat=True)}
    of = Counter((row.kind, row.subject) for row in rows)
    found = [f"{row.key}: nobody has it" for row in rows if row.closed_at is None and row.owner not in here]
    found += [f"{subject}: handed over {times} times" for (_, subject), times in of.items() if times > 1]
    handed = {subject for _, subject in of}
    return found + ([] if len(handed) == leads else [f"{len(handed)} of {leads} leads were handed over"])


def _moves(acts: Iterable[Act]) -> Mapping[int, list[Moved]]:
    acts = list(acts)
    undone = {act.corrects for act in acts if act.kind == "handoff_undone"}
    found: dict[int, list[Moved]] = defaultdict(list)
    for act in acts:
        state = act.kind.removeprefix("handoff_")
        if state in _FROM:
            found[act.payload["handoff"]].append(Moved(act.key, state, act.actor, act.key in undone))
    return found


def _turns() -> Mapping[int, list[HandoffTurn]]:
    found: dict[int, list[HandoffTurn]] = defaultdict(list)
    for turn in HandoffTurn.objects.order_by("handoff", "turn"):
        found[turn.handoff_id].append(turn)
    return found


def _path(row: Handoff, moved: list[Moved]) -> list[str]:
    """The states stand in an order that is allowed and end where the row is; exactly one accept won."""
    found, state = [], "offered"
    for each in moved:
        if each.undone:
            continue  # nothing follows what can be undone: it is the last, or was taken back
        if state not in _FROM[each.state]:
            found.append(f"{each.state} by {each.actor} out of {state}")
        state = each.state
    if state != row.state:
        found.append(f"its acts say {state}, its row {row.state}")
    winners = [each.actor for each in moved if each.state == "accepted" and not each.undone]
    return found if len(winners) < 2 else [*found, f"accepted by {winners}"]


def _owners(row: Handoff, turns: list[HandoffTurn], acts: Iterable[Act]) -> list[str]:
    """One owner at every instant: turns without gap or overlap, each with its act, the last one the row's."""
    if [turn.turn for turn in turns] != list(range(1, row.turn + 1)) or turns[-1].owner != row.owner:
        return ["its turns do not lead to its owner"]
    since = [turn.since for turn in turns]
    found = [] if since == sorted(since) else ["its turns overlap"]
    passed = Counter(act.key for act in acts if act.kind == "handoff_passed_on")
    wanted = [f"handoff:{row.key}:owner:{turn.turn}" for turn in turns[1:]]
    return found + [f"{key} stands {passed[key]} times" for key in wanted if passed[key] != 1]


def _acknowledged(said: list[Said], moved: list[Moved], turns: list[HandoffTurn]) -> list[str]:
    """What was acknowledged is in the record exactly once, and nothing that nobody asked for."""
    asked = Counter(
        (each.by, each.wanted) for each in said if each.view and not each.again and each.op != "undo"
    )
    stands = Counter((each.actor, each.state) for each in moved)
    found = []
    for (by, wanted), times in asked.items():
        if wanted.startswith("user:"):
            if wanted not in {turn.owner for turn in turns}:
                found.append(f"{by} gave it to {wanted}, and no turn says so")
        elif not 1 <= stands[by, wanted] <= times:
            found.append(
                f"{by} was told {wanted} {times} times, and the record has it {stands[by, wanted]} times"
            )
    for (by, state), times in stands.items():
        if by.startswith("user:") and times > asked[by, state]:
            found.append(f"{by} {state} it {times} times, and was answered {asked[by, state]} times")
    return found


def _losers(said: list[Said], moved: list[Moved], turns: list[HandoffTurn]) -> list[str]:
    """Who came second is told who was first, and whose it is."""
    states = {(each.actor, each.state) for each in moved}
    owners = {turn.owner for turn in turns}
    found = []
    for each in said:
        if each.code not in ("", "handoff.moved", "handoff.anothers", "handoff.too_late", "handoff.unknown"):
            found.append(f"{each.by} was answered {each.code}")
        if each.code in ("handoff.moved", "handoff.anothers") and each.fields.get("owner") not in owners:
            found.append(f"{each.by} was told of an owner it never had: {each.fields.get('owner')}")
        first = each.fields.get("by"), each.fields.get("state")
        if each.code == "handoff.moved" and first[1] != "offered" and first not in states:
            found.append(f"{each.by} was told that {first[0]} made it {first[1]}, and nobody did")
    return found


def _repeats(said: list[Said]) -> list[str]:
    """Asking again for what one was given is answered with the same; or with who came between."""
    found, last = [], dict[tuple[str, str], Said]()
    for after in said:
        before = last.get((after.by, after.op))
        last[after.by, after.op] = after
        if before is None or not after.again or before.view is None:
            continue
        if after.view is None:
            if after.fields.get("by") == after.by:
                found.append(f"{after.by} asked again and was told that they themselves were quicker")
        elif (after.view.state, after.view.accepted_at) != (before.view.state, before.view.accepted_at):
            found.append(f"{after.by} asked again and was answered otherwise")
    return found
