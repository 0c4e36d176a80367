"""The fuzzy step over all company names: links that join accounts, and questions for the review queue.

It looks at the whole set of names each time, so the outcome is a function of that set; it is a job, queued
when a batch brings a new name, because it must not hold up an import.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from accord.contacts.account_clusters import find_alias_rows, settle_accounts
from accord.contacts.counter import keep_numbers, take_numbers
from accord.contacts.deal_contacts import settle_deals
from accord.contacts.matching.anatomy import dissect
from accord.contacts.matching.fuzzy import Judged, Verdict, judge_names
from accord.contacts.models import AccountAlias, AccountLink, ReviewPair
from accord.contacts.rows import write
from accord.ledger.sql import bind, take_turn

JOB = "match_accounts"


class Matched(NamedTuple):
    """What one pass did: names looked at, pairs of them joined, questions open."""

    names: int
    joined: int
    asked: int


class _Name(NamedTuple):
    alias: int
    core: str
    country: str
    spelling: str


def match_accounts(now: datetime) -> Matched:
    """Compare all company names and bring links and questions up to date. Repeating it changes nothing.

    Names are compared before the transaction opens, so that writers wait for the changes only.
    """
    names = _read_names()
    judged = [
        _by_country(pair, names) for pair in judge_names([dissect(n.spelling, n.country) for n in names])
    ]
    joins = {_ends(pair, names) for pair in judged if pair.verdict is Verdict.join}
    with transaction.atomic():
        take_turn()
        _write_links(joins)
        questions = {_ends(pair, names): (pair.likeness, pair.verdict) for pair in judged}
        asked = _write_questions(questions, now)
    return Matched(len(names), len(joins), asked)


def _read_names() -> list[_Name]:
    """Every name alias, in an order that no arrival changes."""
    rows = AccountAlias.objects.filter(kind="name").order_by("value").values_list("pk", "value", "spelling")
    names = []
    for pk, value, spelling in rows.iterator(5000):
        core, _, country = value.rpartition("|")
        names.append(_Name(pk, core, country, spelling or core))
    return names


def _by_country(pair: Judged, names: Sequence[_Name]) -> Judged:
    """Two names in two countries are asked about, however equal: they may be two companies."""
    left, right = names[pair.left].country, names[pair.right].country
    if pair.verdict is Verdict.join and left and right and left != right:
        return pair._replace(verdict=Verdict.ask)
    return pair


def _ends(pair: Judged, names: Sequence[_Name]) -> tuple[int, int]:
    left, right = names[pair.left].alias, names[pair.right].alias
    return (left, right) if left < right else (right, left)


def _write_links(joins: set[tuple[int, int]]) -> None:
    """Replace the fuzzy links by these, and settle the accounts at the ends of those that changed."""
    standing = set(AccountLink.objects.filter(why="fuzzy").values_list("left_id", "right_id"))
    gone, new = standing - joins, joins - standing
    there = find_alias_rows({end for pair in new for end in pair})
    new = {pair for pair in new if pair[0] in there and pair[1] in there}
    if not gone and not new:
        return
    write(
        "DELETE FROM contacts_accountlink WHERE why = 'fuzzy' AND left_id = %s AND right_id = %s",
        sorted(gone),
    )
    write(
        "INSERT INTO contacts_accountlink (left_id, right_id, key, why) VALUES (%s, %s, 0, 'fuzzy') "
        "ON CONFLICT DO NOTHING",
        sorted(new),
    )
    numbers = take_numbers()
    settle_accounts({end for pair in gone | new for end in pair}, numbers)
    settle_deals(numbers)
    keep_numbers(numbers)


def _write_questions(questions: dict[tuple[int, int], tuple[float, Verdict]], now: datetime) -> int:
    """Open a question for each pair that is not one account; close those that nobody needs to answer."""
    leads_to = dict(AccountAlias.objects.filter(kind="name").values_list("pk", "account_id").iterator(5000))
    wanted = {
        pair: said for pair, said in questions.items() if leads_to.get(pair[0]) != leads_to.get(pair[1])
    }
    open_pairs = ReviewPair.objects.filter(what="account", state="open")
    stale = [p.pk for p in open_pairs if (p.left, p.right) not in wanted]
    ReviewPair.objects.filter(pk__in=stale).delete()
    write(
        'INSERT INTO contacts_reviewpair (what, "left", "right", score, evidence, state, opened_at) '
        "VALUES ('account', %s, %s, %s, %s, 'open', %s) ON CONFLICT DO NOTHING",
        [
            (
                *pair,
                round(likeness, 3),
                '["name"]' if verdict is Verdict.ask else '["name", "other_domain"]',
                bind(now),
            )
            for pair, (likeness, verdict) in sorted(wanted.items())
        ],
    )
    return ReviewPair.objects.filter(what="account", state="open").count()
