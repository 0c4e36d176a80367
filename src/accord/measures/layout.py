"""What stands in a mirror folder: one manifest, immutable Parquet files, no personal data.

    manifest.json            replaced by rename; whoever has read one sees a whole, unchanging mirror
    facts/*.parquet          segments by ledger sequence
    <table>/*.parquet        small tables: base files, then changes; the latest version of a key wins
    touches/*.parquet        what credit is shared over, by buyer: reckoned from the others

All instants are UTC without a zone, in microseconds. `tie` is the first 15 hex digits of the fact's
source id: the order (occurred_at, source, tie) is the ledger's own.
"""

import pyarrow as pa

FORMAT = 3
INSTANT = pa.timestamp("us")
WORD = pa.dictionary(pa.int32(), pa.string())

FACTS = pa.schema(
    [
        ("seq", pa.int64()),
        ("source", WORD),
        ("tie", pa.int64()),
        ("subject", pa.int64()),
        ("kind", pa.int16()),
        ("occurred_at", INSTANT),
        ("received_at", INSTANT),
        ("channel", WORD),
        ("campaign", WORD),
        ("asset", WORD),
        ("actor", WORD),
        ("value", WORD),
        ("amount", pa.int64()),
        ("currency", WORD),
        ("agent", pa.int8()),
        ("import_id", pa.int64()),
    ]
)

# Small tables. The first column is the key: a change replaces all rows of its key, and a row that is
# `gone` leaves none.
_CHANGE = [("version", pa.int64()), ("gone", pa.bool_())]
IDENTITY = pa.schema(
    [
        ("subject", pa.int64()),
        ("contact", pa.int64()),
        ("source", WORD),
        ("stub", pa.bool_()),  # named by another record, never read itself
        *_CHANGE,
    ]
)
# Company records and the account each is of: what a company is counts for each of its people.
COMPANIES = pa.schema([("subject", pa.int64()), ("account", pa.int64()), *_CHANGE])
PEOPLE = pa.schema([("contact", pa.int64()), ("account", pa.int64()), ("owner", WORD), *_CHANGE])
DEALS = pa.schema(
    [
        ("deal", pa.int64()),
        ("contact", pa.int64()),  # whose lead it is counted to; null: nobody's
        ("account", pa.int64()),
        ("source", WORD),
        ("owner", WORD),
        ("created_at", INSTANT),
        ("won_at", INSTANT),
        ("lost_at", INSTANT),
        ("stage", WORD),
        ("amount", pa.int64()),
        ("currency", WORD),
        ("deal_type", WORD),  # vocabulary.deal_types; empty: nobody says, counts as new
        ("term_ends_at", INSTANT),  # when its contract ends, where a source says so
        *_CHANGE,
    ]
)
# One row per pass, as `journey` gives it (its columns, its names), with where it came from.
LEADS = pa.schema(
    [
        ("contact", pa.int64()),
        ("lead", pa.int32()),  # 1 is the first pass; later ones came back (recycled) and are counted apart
        ("opened_by", pa.int64()),  # the identity key that opened it
        ("opened_at", INSTANT),
        ("first_touch_at", INSTANT),
        ("source", WORD),  # the channel it came by: `lead_source.source_of_leads`
        ("agreement", WORD),  # the hash of the version that judged it
        ("asked", pa.int16()),  # the first hand-raise (a fact kind), 0: none
        ("asked_at", INSTANT),
        ("qualified_at", INSTANT),
        ("fit", pa.int64()),
        ("engagement", pa.int64()),
        ("klass", pa.int16()),
        ("accepted_at", INSTANT),
        ("attempted_at", INSTANT),
        ("connected_at", INSTANT),
        ("won_at", INSTANT),
        ("closed_at", INSTANT),
        ("outcome", pa.int16()),
        ("ended_at", INSTANT),
        ("stage", pa.int16()),
        ("furthest", pa.int16()),
        ("fit_now", pa.int64()),
        ("engagement_now", pa.int64()),
        ("next_change_at", INSTANT),
        *_CHANGE,
    ]
)
STAYS = pa.schema(
    [
        ("contact", pa.int64()),
        ("lead", pa.int32()),
        ("stage", pa.int16()),
        ("entered_at", INSTANT),
        ("left_at", INSTANT),
        *_CHANGE,
    ]
)
# Leads that are none: another copy of the person had one already, which stays (`journey.duplicates`).
DUPLICATES = pa.schema(
    [
        ("contact", pa.int64()),
        ("lead", pa.int32()),  # the lead that stays
        ("opened_by", pa.int64()),  # the identity key that would have opened one of its own
        ("opened_at", INSTANT),
        ("of", pa.int64()),  # the identity key that opened the one that stays
        ("source", WORD),  # the system whose fact it was
        *_CHANGE,
    ]
)
IMPORTS = pa.schema(
    [
        ("import_id", pa.int64()),
        ("source", WORD),
        ("connector", WORD),
        ("state", WORD),
        ("accepted", pa.int64()),
        ("rejected", pa.int64()),
        ("skipped", pa.int64()),
        ("facts_new", pa.int64()),
        ("facts_known", pa.int64()),
        ("started_at", INSTANT),
        ("finished_at", INSTANT),
        *_CHANGE,
    ]
)
REJECTS = pa.schema([("import_id", pa.int64()), ("reason", WORD), ("rows", pa.int64()), *_CHANGE])

# The judgement that counts of each hit: `own` is what its source said, `agent` what the filter says.
JUDGEMENTS = pa.schema(
    [
        ("seq", pa.int64()),
        ("subject", pa.int64()),
        ("source", WORD),
        ("own", pa.int8()),
        ("klass", pa.int8()),
        ("agent", pa.int8()),
        ("why", WORD),
        ("filter", WORD),
        ("released_at", INSTANT),  # a counted click weighs nothing before; null: it never weighs
        ("decided_at", INSTANT),
        *_CHANGE,
    ]
)

# Facts that stand no more: their source took them back. Brought back, they are gone from here.
WITHDRAWN = pa.schema([("seq", pa.int64()), ("subject", pa.int64()), *_CHANGE])

# Leads that were handed over here, as their owners' clocks have them: hours, absences and pauses are in `due_at`. An
# earlier turn that let its time pass counts by that time. `stopped`: it ended before it was due, and nobody had tried.
HANDOFFS = pa.schema(
    [
        ("handoff", pa.int64()),
        ("subject", pa.int64()),
        ("qualified_at", INSTANT),
        ("offered_at", INSTANT),
        ("due_at", INSTANT),
        ("responded_at", INSTANT),
        ("stopped", pa.bool_()),
        ("step", WORD),  # of the route by which its only owner got it; empty where it was given on
        ("changes", pa.int64()),
        *_CHANGE,
    ]
)

# What customers said at an outcome, as topics that at least five people's words hold: never the words themselves.
SAID = pa.schema(
    [
        ("handoff", pa.int64()),
        ("subject", pa.int64()),
        ("said_at", INSTANT),
        ("sort", WORD),  # question, challenge, informed_by, named
        ("topic", WORD),
        *_CHANGE,
    ]
)

# The same of what records say themselves: a person's own words, why a deal was lost, and to whom.
HEARD = pa.schema(
    [
        ("subject", pa.int64()),
        ("said_at", INSTANT),  # of a deal's: null, for when it ended counts
        ("sort", WORD),  # as of `said`, and of a deal: lost, competitor
        ("topic", WORD),
        *_CHANGE,
    ]
)

# Touches that credit may be shared over (`credit_touches`), once more: by buyer (an account, or a person of no account
# below zero), each buyer's in their order. Base files hold a range of buyers each; a change replaces all rows of its
# buyers. What every reading needs (buyer, moment, channel, mark) is never missing and lies plain.
TOUCHES = pa.schema(
    [
        pa.field("buyer", pa.int64(), nullable=False),
        pa.field("contact", pa.int64(), nullable=False),
        pa.field("seq", pa.int64(), nullable=False),
        pa.field("moment", INSTANT, nullable=False),
        pa.field("channel", WORD, nullable=False),
        pa.field("campaign", WORD, nullable=False),
        pa.field("asset", WORD, nullable=False),
        pa.field(
            "mark", pa.int8(), nullable=False
        ),  # 1: repeats a click, 2: with sales, 4: a click in a mail; sums
        pa.field("again_at", INSTANT),  # of a repeated click: when the same person clicked the same before
        pa.field("version", pa.int64(), nullable=False),
        pa.field("gone", pa.bool_(), nullable=False),
    ]
)

SMALL: dict[str, pa.Schema] = {
    "identity": IDENTITY,
    "people": PEOPLE,
    "companies": COMPANIES,
    "deals": DEALS,
    "leads": LEADS,
    "stays": STAYS,
    "duplicates": DUPLICATES,
    "imports": IMPORTS,
    "rejects": REJECTS,
    "judgements": JUDGEMENTS,
    "withdrawn": WITHDRAWN,
    "handoffs": HANDOFFS,
    "said": SAID,
    "heard": HEARD,
}
