"""A small agreement written straight as tables, and leads drawn at random: the journey's test bench."""

from datetime import UTC, datetime, timedelta

import numpy as np

from accord.agreement.tables import AtomType, FitRule, Outcome, Tables
from accord.journey.live import Fact
from accord.journey.many import Columns
from accord.vocabulary.facts import GENUINE_ATTEMPTS, HUMAN_BUYER_TOUCHES, FactKind

K = FactKind
KINDS = max(FactKind) + 1
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
STAGES = ("aware", "interested", "qualified", "accepted", "sales_ready", "won", "live", "renewed")
# name: (type, kinds, n, days)
ATOMS = {
    "touched": (AtomType.happened, HUMAN_BUYER_TOUCHES, 1, 0),
    "work_address": (AtomType.happened, {K.work_address_known}, 1, 0),
    "fit_25": (AtomType.fit, set(), 25_000, 0),
    "engaged_20": (AtomType.engagement, set(), 20_000, 0),
    "hot": (AtomType.happened, {K.demo_request, K.pricing_request, K.contact_request}, 1, 0),
    "accepted": (AtomType.happened, {K.accepted} | GENUINE_ATTEMPTS, 1, 0),
    "met": (AtomType.happened, {K.meeting_held}, 1, 0),
    "need": (AtomType.happened, {K.need_confirmed}, 1, 0),
    "deal": (AtomType.happened, {K.deal_created}, 1, 0),
    "won": (AtomType.happened, {K.deal_won}, 1, 0),
    "live": (AtomType.happened, {K.went_live}, 1, 0),
    "renewed": (AtomType.happened, {K.renewal_won}, 1, 0),
    "opted_out": (AtomType.happened, {K.opted_out}, 1, 0),
    "keen": (AtomType.happened, {K.pricing_page}, 3, 7),
    "silent_90": (AtomType.silence, set(), 0, 90),
    "silent_30": (AtomType.silence, set(), 0, 30),
    "competitor": (AtomType.trait, set(), 4, 0),
    "reader": (AtomType.happened, {K.content_download, K.case_study}, 2, 0),
}
# stage: (any of these sets, none of these)
ENTRIES = {
    "aware": ([{"touched"}], set()),
    "interested": ([{"work_address"}, {"reader"}], {"silent_90"}),
    "qualified": ([{"fit_25", "engaged_20"}, {"hot"}, {"keen"}], {"opted_out", "competitor"}),
    "accepted": ([{"accepted"}], set()),
    "sales_ready": ([{"met", "need", "deal"}], set()),
    "won": ([{"won"}], set()),
    "live": ([{"won", "live"}], set()),
    "renewed": ([{"won", "renewed"}], {"silent_30"}),
}
CRITERIA = {
    "replied": ({K.email_reply, K.sales_email_reply}, 15_000, 15_000),
    "webinar attended": ({K.webinar_attended}, 12_000, 24_000),
    "event": ({K.event_conversation}, 12_000, 12_000),
    "pricing page": ({K.pricing_page}, 8_000, 16_000),
    "case study": ({K.case_study}, 6_000, 12_000),
    "e-mail click": ({K.email_click}, 3_000, 9_000),
}
FIT = (
    FitRule("industry", frozenset({"water", "food"}), None, None, 15_000, "industry in [water, food]"),
    FitRule("employees", frozenset(), 200, 5000, 15_000, "employees in 200..5000"),
    FitRule("role", frozenset({"plant manager"}), None, None, 12_000, "role in [plant manager]"),
    FitRule("country", frozenset({"nl", "de"}), None, None, 8_000, "country in [NL, DE]"),
    FitRule("type", frozenset({"competitor"}), None, None, 0, "competitor"),
)
CLOSES = {
    K.deal_won: Outcome.won,
    K.deal_lost: Outcome.lost,
    K.returned: Outcome.returned,
    K.recycled: Outcome.recycled,
    K.disqualified: Outcome.disqualified,
    K.renewal_lost: Outcome.churned,
}
OPENS = HUMAN_BUYER_TOUCHES | {K.accepted, K.need_confirmed, K.converted, K.deal_created}


def ints(values):
    return np.array(list(values), np.int64)


def by_kind(values, otherwise=0):
    table = np.full(KINDS, otherwise, np.int64)
    for kind, value in values.items():
        table[kind] = value
    return table


def mask(names):
    return sum(1 << list(ATOMS).index(name) for name in names)


def tables(entries=ENTRIES, engagement_cap=50_000, fit_cap=50_000, half_life=21, clears=None):
    """The tables; anything a test wants otherwise is an argument."""
    flat = [
        [a for a, (_, kinds, _, _) in enumerate(ATOMS.values()) if kind in kinds] for kind in range(KINDS)
    ]
    masks = [[mask(way) for way in ways] for ways, _ in entries.values()]
    decay = [round(1_000_000 * 2 ** (-day / half_life)) for day in range(half_life * 15)]
    return Tables(
        agreement_hash="sample",
        stage_ids=STAGES,
        stage_owners=("marketing",) * 3 + ("sales",) * 3 + ("success",) * 2,
        handoff_line=3,
        qualified_stage=2,
        won_stage=5,
        atom_type=ints(row[0] for row in ATOMS.values()),
        atom_n=ints(row[2] for row in ATOMS.values()),
        atom_days=ints(row[3] for row in ATOMS.values()),
        atom_text=tuple(ATOMS),
        kind_ptr=ints(np.cumsum([0, *map(len, flat)])),
        kind_atoms=ints(a for atoms in flat for a in atoms),
        entry_ptr=ints(np.cumsum([0, *map(len, masks)])),
        entry_masks=ints(m for ways in masks for m in ways),
        entry_blocks=ints(mask(blocks) for _, blocks in entries.values()),
        kind_criterion=by_kind({k: c for c, (ks, _, _) in enumerate(CRITERIA.values()) for k in ks}, -1),
        criterion_points=ints(points for _, points, _ in CRITERIA.values()),
        criterion_cap=ints(cap for _, _, cap in CRITERIA.values()),
        criterion_text=tuple(CRITERIA),
        engagement_cap=engagement_cap,
        decay=ints([*decay, 0]),
        fit_rules=FIT,
        fit_cap=fit_cap,
        opens=by_kind(dict.fromkeys(OPENS, 1)),
        closes=by_kind({kind: 1 + outcome for kind, outcome in CLOSES.items()}),
        clears=by_kind({K.deal_reopened: mask({"won"})} if clears is None else clears),
        human=by_kind(dict.fromkeys(HUMAN_BUYER_TOUCHES, 1)),
        attempt=by_kind(dict.fromkeys(GENUINE_ATTEMPTS, 1)),
        class_fit=ints([35_000, 35_000, 0, 0]),
        class_engagement=ints([35_000, 0, 35_000, 0]),
        class_names=("A1", "A2", "B1", "other"),
    )


TABLES = tables()


def fact(days, kind, value="", agent=0, source="crm", source_id=None):
    """A fact so many days after the start."""
    at = START + timedelta(days=days)
    return Fact(at, source, source_id or f"{days}-{int(kind)}-{value}", int(kind), value, agent)


def day(days):
    """The instant so many days after the start."""
    return START + timedelta(days=days)


VALUES = (
    "",
    "industry=water",
    "industry=steel",
    "employees=250",
    "employees=201-500",
    "employees=10,000+",
    "role=Plant Manager",
    "country=NL",
    "country=",
    "type=competitor",
    "type=partner",
    "open",
    "ongoing",
    "won",
    "lost:Unqualified",
)
ATTRIBUTE_VALUES, STATUS_VALUES = np.arange(1, 11), np.arange(11, 15)


def random_columns(leads, seed, mean_facts=12):
    """Random leads: kinds of every sort, ties in time, machine hits, statuses, attributes."""
    rng = np.random.default_rng(seed)
    sizes = rng.geometric(1 / mean_facts, leads) - (rng.random(leads) < 0.05)
    ptr = np.concatenate(([0], np.cumsum(sizes)))
    n = int(ptr[-1])
    lead = np.repeat(np.arange(leads), sizes)
    usual = [K.page_view, K.email_click, K.pricing_page, K.case_study, K.webinar_attended, K.email_open]
    kinds = np.array(
        [*usual * 8, *[k for k in FactKind if k < 100], *[K.attribute] * 12, *[K.lead_status] * 2]
    )
    kind = kinds[rng.integers(0, len(kinds), n)]
    spread = rng.choice([3, 60, 400], leads)[lead]
    at = (rng.random(n) * spread * 24).astype(np.int64) * 3_600_000_000 + 1_767_603_600_000_000
    at = at[np.lexsort((at, lead))]
    value = np.where(
        kind == K.attribute,
        rng.choice(ATTRIBUTE_VALUES, n),
        np.where(kind == K.lead_status, rng.choice(STATUS_VALUES, n), 0),
    )
    return Columns(ptr, kind, at, value, VALUES, rng.choice([0, 0, 0, 0, 1, 2], n))
