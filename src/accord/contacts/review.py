"""The review queue: pairs that may be one, asked once, decided by a person."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from accord.contacts.account_review import rule_accounts
from accord.contacts.evidence import Kind
from accord.contacts.graph import CROWDED, find_bearers
from accord.contacts.matching.people import compatible_names, full_name_key, name_tokens
from accord.contacts.merge import rule
from accord.contacts.models import Identity, ReviewPair
from accord.contacts.names import Name, find_names
from accord.contacts.rows import ask, write
from accord.contacts.ruled import Ruled
from accord.contacts.visible import visible_contacts
from accord.ledger.sql import bind, take_turn
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer

# How much a kind of evidence makes one think that two records are one person (the list's order, no rule).
WEIGHT = {Kind.free_mail: 0.8, Kind.role_mail: 0.5, Kind.phone: 0.4}


class Asked(NamedTuple):
    """A record as the question needs it: its contact, its name, its natural name."""

    contact: int
    name: str
    natural: Name


def open_person_pairs(keys: Collection[int], advice: Mapping[str, str], now: datetime) -> None:
    """Ask about records that share evidence which may not decide alone. `advice`: digest to its kind.

    A shared free-mail address is always asked about; a role address or a telephone only if the names fit.
    Evidence shared by a crowd is not asked about.
    """
    shared = {
        digest: bearers
        for digest, bearers in find_bearers(advice.keys()).items()
        if bearers != CROWDED and len(bearers) > 1
    }
    if not shared:
        return
    asked = _read({key for bearers in shared.values() for key in bearers})
    found: dict[tuple[int, int], set[str]] = {}
    for digest, bearers in shared.items():
        for left in bearers:
            for right in bearers:
                pair = (asked.get(left), asked.get(right))
                if left in keys and pair[0] and pair[1] and _worth_asking(advice[digest], pair[0], pair[1]):
                    ends = sorted((left, right), key=lambda key: asked[key].natural)
                    found.setdefault((ends[0], ends[1]), set()).add(str(advice[digest]))
    write(
        'INSERT INTO contacts_reviewpair (what, "left", "right", score, evidence, state, opened_at) '
        "VALUES ('contact', %s, %s, %s, %s, 'open', %s) ON CONFLICT DO NOTHING",
        [(*pair, _score(kinds), _json(kinds), bind(now)) for pair, kinds in sorted(found.items())],
    )


def _worth_asking(kind: str, left: Asked, right: Asked) -> bool:
    if left.contact == right.contact:
        return False
    if kind == Kind.free_mail:
        return True
    if kind == Kind.phone and not (full_name_key(left.name) or full_name_key(right.name)):
        return False
    both_named = bool(name_tokens(left.name) and name_tokens(right.name))
    return (both_named or kind == Kind.role_mail) and compatible_names(left.name, right.name)


def _read(keys: Collection[int]) -> dict[int, Asked]:
    rows = ask(
        "SELECT i.key, i.contact_id, r.name, r.source, r.kind, r.external_id FROM contacts_identity i "
        "JOIN ledger_sourcerecord r ON r.key = i.key WHERE i.key IN ({})",
        keys,
    )
    return {row[0]: Asked(row[1], row[2], (row[3], row[4], row[5])) for row in rows}


def _score(kinds: Iterable[str]) -> float:
    unlike = 1.0
    for kind in kinds:
        unlike *= 1 - WEIGHT[Kind(kind)]
    return round(1 - unlike, 3)


def _json(kinds: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{kind}"' for kind in sorted(kinds)) + "]"


def decide_pair(by: Viewer, pair_id: int, same: bool, now: datetime, reason: str = "") -> Ruled:
    """Answer one question of the queue. The answer is an act and can be taken back by its key.

    Raises `NotFound` for a pair that is decided already, or whose contacts the viewer may not see.
    """
    require(by, Right.merge_contacts)
    with transaction.atomic():
        take_turn()
        pair = ReviewPair.objects.select_for_update().filter(pk=pair_id, state="open").first()
        if pair is None:
            raise _no_such_pair(pair_id)
        if pair.what == "contact":
            ruled = _decide_contacts(by, pair, same, now, reason)
        else:
            ruled = rule_accounts(by, pair.left, pair.right, same, reason, now)
        pair.state = "same" if same else "apart"
        pair.save(update_fields=["state"])
    return ruled


def _decide_contacts(by: Viewer, pair: ReviewPair, same: bool, now: datetime, reason: str) -> Ruled:
    ends = (pair.left, pair.right)
    contacts = set(Identity.objects.filter(key__in=ends).values_list("contact_id", flat=True))
    if visible_contacts(by).filter(pk__in=contacts).count() != len(contacts) or len(find_names(ends)) < 2:
        raise _no_such_pair(pair.pk)
    return rule(by, "merge" if same else "keep_apart", [ends], same, reason, now)


def _no_such_pair(pair_id: int) -> NotFound:
    return NotFound("pair.unknown", f"there is no open question {pair_id}", "open the review list again")
