"""Is identity what it promises to be? Each finding names its rows and says what to do."""

from collections.abc import Collection, Iterable, Iterator

from django.db import connection

from accord.contacts.evidence import EvidenceRow, Kind, own_evidence
from accord.contacts.matching.emails import normalise_email
from accord.contacts.models import AccountAlias, Identity
from accord.contacts.rebuild import regroup_aliases, regroup_people
from accord.contacts.rows import ask
from accord.vocabulary.facts import RecordDraft, RecordKind, Ref
from accord.vocabulary.issues import Issue, Level

_REMEDY = "run accord doctor --repair: it regroups from the records and rewrites no history"
_SHOWN = 10


def check_identity() -> list[Issue]:
    """Every promise of this room, checked on the whole installation. Reads only."""
    return [
        *_check_count(
            "identity.missing",
            "person records without a contact",
            "SELECT r.key FROM ledger_sourcerecord r LEFT JOIN contacts_identity i ON i.key = r.key "
            "WHERE r.kind = 'person' AND i.key IS NULL",
        ),
        *_report("identity.of_nothing", "identities without a person record", find_of_nothing()),
        *_check_count(
            "contact.empty",
            "contacts without a record",
            "SELECT c.id FROM contacts_contact c WHERE NOT c.gone AND NOT EXISTS "
            "(SELECT 1 FROM contacts_identity i WHERE i.contact_id = c.id)",
        ),
        *_check_count(
            "contact.gone_with_records",
            "contacts marked as merged away that still have records",
            "SELECT DISTINCT c.id FROM contacts_contact c "
            "JOIN contacts_identity i ON i.contact_id = c.id WHERE c.gone",
        ),
        *_check_count(
            "alias.twice",
            "spellings that lead to two accounts",
            "SELECT MIN(id) FROM contacts_accountalias GROUP BY kind, value HAVING COUNT(*) > 1",
        ),
        *_check_count(
            "alias.astray",
            "spellings that lead to no account",
            "SELECT a.id FROM contacts_accountalias a LEFT JOIN contacts_account c ON c.id = a.account_id "
            "WHERE c.id IS NULL",
        ),
        *_report("evidence.stale", "records whose evidence is not what they show", find_stale_evidence()),
        *_report(
            "contact.misgrouped", "records grouped otherwise than their evidence says", find_misgrouped()
        ),
        *_report(
            "account.misgrouped",
            "spellings grouped otherwise than their links say",
            find_misgrouped_aliases(),
        ),
    ]


def _check_count(code: str, what: str, sql: str) -> list[Issue]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return _report(code, what, (row[0] for row in cursor.fetchall()))


def _report(code: str, what: str, rows: Iterable[int]) -> list[Issue]:
    found = sorted(rows)
    if not found:
        return []
    shown = ", ".join(map(str, found[:_SHOWN])) + (", ..." if len(found) > _SHOWN else "")
    return [Issue(Level.error, code, f"{len(found)} {what}: {shown}", _REMEDY)]


def _erased_keys() -> set[int]:
    """Records of erased people: their evidence is gone on purpose, their grouping stands."""
    return {row[0] for row in ask("SELECT subject FROM ledger_act WHERE kind IN ({})", ["erased"])}


def find_of_nothing() -> list[int]:
    """Identities whose record is not there, though nobody erased it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.key FROM contacts_identity i LEFT JOIN ledger_sourcerecord r ON r.key = i.key "
            "WHERE (r.key IS NULL OR r.kind <> 'person') AND NOT EXISTS "
            "(SELECT 1 FROM ledger_act a WHERE a.subject = i.key AND a.kind = 'erased')"
        )
        return [row[0] for row in cursor.fetchall()]


def find_stale_evidence() -> Iterator[int]:
    """Records whose own evidence rows differ from what their columns give."""
    held: dict[int, set[tuple[str, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, digest, key FROM contacts_evidence WHERE kind NOT IN (%s, %s, %s)",
            [str(Kind.said), str(Kind.link), str(Kind.linked)],
        )
        for kind, digest, key in cursor:
            held.setdefault(key, set()).add(EvidenceRow(kind, digest, key)[1:])
        cursor.execute(f"{_COLUMNS} WHERE kind = 'person'")
        for row in cursor:
            if held.get(row[0], set()) != {e[1:] for e in _shown(*row)} and not _cut(row[1], row[2]):
                yield row[0]


_COLUMNS = "SELECT key, email, name, domain, phone FROM ledger_sourcerecord"


def shown_evidence(keys: Collection[int]) -> list[EvidenceRow]:
    """What these records' columns show."""
    rows = ask(_COLUMNS + " WHERE key IN ({})", keys)
    return [evidence for row in rows for evidence in _shown(*row)]


def _shown(key: int, email: str, name: str, domain: str, phone: str) -> list[EvidenceRow]:
    ref = Ref("", RecordKind.person, "")
    return own_evidence(key, RecordDraft(ref, {}, email=email, name=name, domain=domain, phone=phone))


def _cut(email: str, name: str) -> bool:
    """Whether a column may hold less than the draft did: too long to be kept whole."""
    return (
        len(email) >= 254
        or len(name) >= 200
        or (email != "" and not normalise_email(email) and len(email) > 250)
    )


def find_misgrouped() -> Iterator[int]:
    """One record of each group that the evidence would make otherwise."""
    seats = dict(Identity.objects.values_list("key", "contact_id"))
    erased = _erased_keys()
    untouchable = {seats[key] for key in erased if key in seats}
    sizes: dict[int, int] = {}
    for contact in seats.values():
        sizes[contact] = sizes.get(contact, 0) + 1
    for group in regroup_people():
        contacts = {seats[key] for key in group}
        if contacts & untouchable:
            continue
        if len(contacts) > 1 or sizes[next(iter(contacts))] != len(group):
            yield group[0]


def find_misgrouped_aliases() -> Iterator[int]:
    """One alias of each group that the links would make otherwise."""
    leads_to = dict(AccountAlias.objects.values_list("pk", "account_id"))
    sizes: dict[int, int] = {}
    for account in leads_to.values():
        sizes[account] = sizes.get(account, 0) + 1
    for group in regroup_aliases():
        accounts = {leads_to[alias] for alias in group}
        if len(accounts) > 1 or sizes[next(iter(accounts))] != len(group):
            yield group[0]
