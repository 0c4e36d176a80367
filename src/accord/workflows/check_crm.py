"""Look at a connected system before trusting it: the app, rights, budget, statuses, and what will not be seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accord.connectors.hubspot.live.objects import BESIDE, MAKE, STAGES
from accord.connectors.hubspot.live.preferences import FLAG
from accord.connectors.hubspot.subscriptions import purpose_of
from accord.connectors.objects.session import Clock, Connection, Field, LiveObject, Session
from accord.connectors.tabular.visible import visible
from accord.teams.rights import Right, require
from accord.vocabulary.errors import AccordError, ForGood, ForNow, Invalid, Outside
from accord.vocabulary.people import Viewer
from accord.vocabulary.status import StatusType
from accord.workflows.check_finding import Finding as Finding
from accord.workflows.check_finding import Level as Level
from accord.workflows.check_listening import check_listening
from accord.workflows.connections import Live, Spending, get_connection, get_live, mapping_file, read_mapping
from accord.workflows.masters import Masters, read_masters
from accord.workflows.send_refusal import subscription_types
from accord.workflows.vendor_values import vendor_name

# Object, the vendor's field, and the table of statuses that explains it.
_STATUSES = {
    "salesforce": (("lead", "Status", "lead_status"),),
    "hubspot": (("contact", "hs_lead_status", "lead_status"),),
}
_APPS = {
    "salesforce": (
        "Accord signs in by an app of your own: an External Client App with the client-credentials flow, run "
        "as one integration user. Since September 2025 Salesforce lets users approve only apps that an "
        "administrator installed.",
        "Setup, External Client App Manager: install it, allow the integration user, then connect",
    ),
    "hubspot": (
        "Accord signs in by a private app of your own account; its token carries only the scopes you tick.",
        "Settings, Integrations, Private Apps: tick reading of CRM objects and schemas, writing of contacts",
    ),
}
_CAPTURE = (
    "with Einstein Activity Capture mails and events may not be Salesforce records, so the API cannot see them: "
    "every follow-up by mail would look like a breach"
)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a status field: how many records carry it, and what it means (empty: no table knows)."""

    object: str
    field: str
    value: str
    count: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The whole walk."""

    system: str
    findings: tuple[Finding, ...]
    values: tuple[Value, ...]

    @property
    def unknown(self) -> tuple[Value, ...]:
        """Values that records carry and no table knows: their rows wait."""
        return tuple(one for one in self.values if not one.meaning)


def check_connection(by: Viewer, system: str, clock: Clock) -> Checked:
    """Walk through a connected system; changes nothing there. Raises `Refused`, `NotFound`."""
    require(by, Right.run_sync)
    live, connection = get_live(system), get_connection(system)
    masters = read_masters(clock())
    findings = [Finding(Level.note, "app", *_APPS[system])]
    values: list[Value] = []
    try:
        with Spending(connection, clock) as session:
            findings += _budget(connection, session, masters)
            findings += _ourselves(live, session)
            for item in live.objects:
                if not item.of:
                    findings += _rights(live, connection, session, item, masters)
            values = _values(live, connection, session)
            findings += _subscriptions(connection, session)
            findings += check_listening(session, system, clock())
            findings += _blind_spots(session, system)
    except ForNow as problem:
        findings.append(Finding(Level.bad, "stopped", problem.sentence, "check again a little later"))
    except Outside as problem:
        findings.append(_of(Level.bad, "sign-in", problem))
    findings += _unknown(system, values)
    return Checked(system, tuple(findings), tuple(values))


def map_statuses(by: Viewer, system: str, said: Mapping[str, str], now: datetime) -> str:
    """Write what statuses mean into the mapping; rows that waited are read again. Returns the file's name.

    Raises `Invalid` for a type that is none of the four.
    """
    require(by, Right.run_sync)
    for label, kind in said.items():
        if kind not in StatusType.__members__:
            raise Invalid(
                "mapping.status_type",
                f'"{label}" is mapped to "{kind}", which is no type of status',
                f"use {', '.join(StatusType.__members__)}",
            )
    kept: dict[str, Any] = dict(read_mapping(system))
    kept["statuses"] = {**(kept.get("statuses") or {}), **said}
    path = mapping_file(system)
    beside = path.with_suffix(".new")
    beside.write_text(_yaml(kept), encoding="utf-8")
    beside.replace(path)
    return path.name


def _yaml(value: Mapping[str, Any]) -> str:
    from io import StringIO

    from ruamel.yaml import YAML

    out = StringIO()
    YAML(typ="safe", pure=True).dump(dict(value), out)
    return out.getvalue()


def _of(level: Level, step: str, problem: AccordError) -> Finding:
    return Finding(level, step, problem.sentence, problem.remedy)


def _ourselves(live: Live, session: Session) -> list[Finding]:
    """Who Accord is there: no colleague, or they would miss their leads."""
    if not session.actor:
        return []
    found = session.fetch(live.get("user"), ["Id", "Name"], [session.actor]).rows
    name = found[0].cells.get("Name", "") if found else ""
    sentence = f'Accord signs in as "{visible(name or session.actor)}", which counts as none of your people: '
    remedy = "where that is a colleague, give Accord a user of its own"
    return [Finding(Level.note, "user", sentence + "nobody gives it a lead", remedy)]


def _budget(connection: Connection, session: Session, masters: Masters) -> list[Finding]:
    used, allowed = session.limits()
    if not allowed:
        return [Finding(Level.note, "budget", "the system does not say how many calls a day it allows")]
    share = int(allowed * connection.budget_share)
    every = masters.read_every(connection.system)
    sentence = (
        f"{used:,} of {allowed:,} API calls of the day are used, by all apps together; Accord takes at most "
        f"{share:,}, and reads every {every.total_seconds() / 60:g} minutes"
    )
    level = Level.warn if used > allowed * 0.7 else Level.good
    remedy = "look who else uses the API before Accord joins" if level is Level.warn else ""
    return [Finding(level, "budget", sentence, remedy)]


def _rights(
    live: Live, connection: Connection, session: Session, item: LiveObject, masters: Masters
) -> list[Finding]:
    """What of an object may be read, and which of our own fields may be written."""
    try:
        fields = {one.name: one for one in session.describe(item)}
    except ForGood as problem:
        return [_of(Level.bad, item.vendor, problem)]
    if not fields:
        missing = "is not there for this user: nothing of it will be known"
        remedy = f"give the integration user read access to {item.vendor}, or do without"
        return [Finding(Level.warn, item.vendor, missing, remedy)]
    found = [Finding(Level.good, item.vendor, f"{len(fields)} fields may be read")]
    if item.changed and item.changed not in fields and item.vendor != "email_events":
        found.append(
            Finding(Level.bad, item.vendor, f"{item.changed} may not be read", "changes cannot be found")
        )
    system = live.system.name
    for name in live.own_fields.get(item.name, {}):
        vendor = vendor_name(live, connection, item, name)
        if not masters.may_write(system, name):
            continue
        if vendor == FLAG:
            found += _preferences(connection, session)
        else:
            found += _may_write(system, vendor, item, fields, name)
    if "task_key" in live.own_fields.get(item.name, {}) and masters.may_write(system, "task"):
        name = vendor_name(live, connection, item, "task_key")
        found += _may_write(system, name, item, fields, "task_key")
    return found


def _may_write(
    system: str, vendor: str, item: LiveObject, fields: Mapping[str, Field], name: str
) -> list[Finding]:
    field = fields.get(vendor)
    if field is None:
        sentence = f"the agreement lets Accord write {name}, and {item.vendor} has no field {vendor}"
        return [Finding(Level.bad, item.vendor, sentence, _how_to_make(system, vendor, item, name))]
    if not field.may_write:
        return [Finding(Level.bad, item.vendor, f"{vendor} may not be written", "give the user edit access")]
    return [Finding(Level.good, item.vendor, f"{name} may be written to {vendor}")]


def _preferences(connection: Connection, session: Session) -> list[Finding]:
    """Whether a refusal can be told to HubSpot's communication preferences, and from what it unsubscribes."""
    try:
        types: dict[str, str] = getattr(session, "find_types")()  # noqa: B009
    except ForGood as problem:
        return [_of(Level.bad, "opt-out", problem)]
    named = subscription_types(connection)
    if unknown := [one for one in named if one not in types]:
        there = ", ".join(f"{key} ({name})" for key, name in types.items())
        sentence = f"there is no subscription type {', '.join(unknown)}; there are: {there}"
        return [Finding(Level.bad, "opt-out", sentence, "name them under subscriptions in the mapping")]
    whole = "all e-mail" if not named else ", ".join(types[one] for one in named)
    return [Finding(Level.good, "opt-out", f"an opt-out given here unsubscribes from: {whole}")]


def _how_to_make(system: str, vendor: str, item: LiveObject, name: str) -> str:
    if system == "hubspot" and name in MAKE:
        return (
            f"accord connect hubspot --make makes it; or by hand: Settings, Properties, {item.vendor}: internal "
            f"name {vendor}, {MAKE[name][2]}; or name yours under fields in the mapping"
        )
    return f"make the field {vendor}, or name yours under fields"


def make_properties(by: Viewer, system: str, clock: Clock) -> list[str]:
    """Make the properties of ours that the agreement lets Accord write and that are missing there; their names.

    Raises `Refused` without the right; `Invalid` for a system whose fields an administrator makes; `ForGood`
    where the token lacks the scope to change schemas.
    """
    require(by, Right.run_sync)
    live, connection, masters = get_live(system), get_connection(system), read_masters(clock())
    made: list[str] = []
    with Spending(connection, clock) as session:
        make = getattr(session, "make_property", None)
        if make is None:
            raise Invalid(
                "crm.cannot_make",
                f"fields of {system} are made by its administrator",
                f"accord connect {system} --check lists those that are missing",
            )
        for item in live.objects:
            names = [
                name
                for name in live.own_fields.get(item.name, {})
                if name in MAKE and masters.may_write(system, "task" if name == "task_key" else name)
            ]
            there = {one.name for one in session.describe(item)} if names else set()
            for name in names:
                vendor = vendor_name(live, connection, item, name)
                if there and vendor not in there:
                    kind, field_type, _, unique = MAKE[name]
                    make(item, vendor, kind, field_type, unique=unique, beside=BESIDE[item.name])
                    made.append(f"{item.vendor}.{vendor}")
    return made


def _values(live: Live, connection: Connection, session: Session) -> list[Value]:
    """Each value of the status fields with its count and meaning."""
    added: Mapping[str, Any] = connection.mapping.get("statuses") or {}
    found = []
    for name, field, table in _STATUSES[live.system.name]:
        statuses = live.system.statuses[table].with_mapping(added)
        for value, count in sorted(session.count_values(live.get(name), field).items(), key=lambda x: -x[1]):
            meaning = statuses.find(value)
            found.append(Value(name, field, visible(value), count, str(meaning) if meaning else ""))
    return found


def _unknown(system: str, values: list[Value]) -> list[Finding]:
    return [
        Finding(
            Level.bad,
            "statuses",
            f'"{one.value}" stands in {one.count:,} records of {one.object}, and no table says what it means: '
            "they wait",
            f'accord connect {system} --check --map "{one.value}=ongoing" (or open, won, lost)',
        )
        for one in values
        if not one.meaning
    ]


def _subscriptions(connection: Connection, session: Session) -> list[Finding]:
    """What a refusal of each subscription type stops here; nothing for a system without such types."""
    find = getattr(session, "find_purposes", None)
    if find is None:
        return []
    try:
        types: dict[str, tuple[str, str]] = find()
    except ForGood as problem:
        sentence = (
            "who refused a single subscription type is read without its day and purpose: as all marketing"
        )
        return [Finding(Level.warn, "subscriptions", sentence, problem.remedy)]
    means = []
    for key, (name, said) in types.items():
        purpose = purpose_of(key, said, connection.mapping)
        means.append(f"{visible(name)} ({key}): {purpose.value if purpose else 'nothing'}")
    sentence = f"refusing a subscription type stops here, by e-mail: {', '.join(means) or 'there is none'}"
    if named := subscription_types(connection):
        sentence += f"; for marketing only {', '.join(named)} counts"
    remedy = "where a type is for something else, say so in the mapping under purposes"
    return [Finding(Level.note, "subscriptions", sentence, remedy)]


def _blind_spots(session: Session, system: str) -> list[Finding]:
    """What will not be seen, said before anybody is blamed for it."""
    if system == "hubspot":
        stages = ", ".join(f"{ours} as {theirs}" for ours, theirs in STAGES.items())
        mails = "mails sent outside HubSpot's connected inboxes and its BCC address are no records: not seen"
        return [
            Finding(Level.note, "stages", f"stages are written so: {stages}", "name others in the mapping"),
            Finding(Level.note, "not seen", mails),
        ]
    count = getattr(session, "count_recent_mails", lambda: 0)()
    if count:
        return [Finding(Level.note, "not seen", f"{count:,} mails stand as tasks since 30 days; {_CAPTURE}")]
    return [
        Finding(
            Level.warn,
            "not seen",
            f"no mail stands as a task since 30 days; {_CAPTURE}",
            "log mails as tasks (Email to Salesforce), or take mail out of what stops the clock",
        )
    ]
