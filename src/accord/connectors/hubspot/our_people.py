"""HubSpot's owners, users and teams: the people of our own, on the roster."""

from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.row import Cells, Context, Said
from accord.connectors.objects.values import clear, email
from accord.vocabulary.facts import RecordDraft, RecordKind
from accord.vocabulary.roster import MemberDraft, Seat


def read_owner(cells: Cells, context: Context) -> Said:
    """A person of our own. An owner and the user behind it are two records that are the same person."""
    record = _record(cells, context, cells.need("id"), cells("user"))
    named = clear(cells("teams").partition(";")[0])
    member = MemberDraft(
        record.ref,
        Seat.queue if cells("type").casefold() == "queue" else Seat.person,
        email=record.email,
        name=record.name,
        active=not record.deleted,
        said_at=record.modified_at,
        since=context.moment(cells, "created"),
        team=named or _team_beside("owner_team", "owner_id", cells("id"), context),
        same_as=record.same_as[0].external_id if record.same_as else "",
    )
    return Said((record,), members=(member,))


def read_user(cells: Cells, context: Context) -> Said:
    """A user; owners refer to users by another id, hence the prefix. It does not say who has left."""
    user = cells.need("id")
    record = _record(cells, context, f"user:{user}", "")
    team = cells("team")
    (name,) = context.beside.first("team", "id", team, ("name",)) if team else ("",)
    member = MemberDraft(
        record.ref,
        email=record.email,
        name=record.name,
        said_at=record.modified_at,
        team=clear(name) or _team_beside("team_user", "user_id", user, context),
    )
    return Said((record,), members=(member,))


def read_profile(cells: Cells, context: Context) -> Said:
    """What a user set for themselves, their time zone; the seat itself stands at the owner."""
    user = cells.need("user")
    record = _record(cells, context, f"profile:{user}", user)
    member = MemberDraft(
        record.ref,
        email=record.email,
        name=record.name,
        said_at=record.modified_at,
        zone=cells("zone").replace("_slash_", "/"),
        same_as=f"user:{user}",
    )
    return Said((record,), members=(member,))


def _record(cells: Cells, context: Context, external_id: str, user: str) -> RecordDraft:
    name = " ".join(filter(None, (clear(cells("first_name")), clear(cells("last_name")))))
    return RecordDraft(
        context.ref(RecordKind.user, external_id),
        cells.kept(),
        context.moment(cells, "modified"),
        email=email(cells("email")),
        name=name,
        same_as=(context.ref(RecordKind.user, f"user:{user}"),) if user else (),
        deleted=cells.yes("deleted"),
    )


def _team_beside(table: str, key: str, external_id: str, context: Context) -> str:
    """The name of someone's team from the tables of teams in the same folder, the main one first."""
    primary = "is_team_primary" if table == "owner_team" else "is_secondary_user"
    rows = [row[1:] for row in context.beside.find(table, key, external_id, ("team_id", primary))]
    first = "true" if table == "owner_team" else "false"
    teams = sorted(rows, key=lambda row: (row[1].casefold() != first, row[0]))
    return clear(context.beside.first("team", "id", teams[0][0], ("name",))[0]) if teams else ""


OWNER = Object(
    "owner",
    "a rep or marketer of our own (user), on the roster",
    columns("""
        id: owner_id | ownerId | id
        email: email
        first_name: first_name | firstName
        last_name: last_name | lastName
        user: active_user_id | user_id | userId | userIdIncludingInactive
        type: type
        portal: portal_id | portalId
        teams: teams
        modified: updated_at | updatedAt
        created: created_at | createdAt
        deleted: archived | _fivetran_deleted
    """),
    needs("id", "email", "first_name", "user | type"),
    read_owner,
    never("role_id | leadScore | deal_id | company | property_email | team_id"),
)
USER = Object(
    "users",
    "a user of our own, the same person as the owner that names them",
    columns("""
        id: id
        email: email
        first_name: first_name | firstName
        last_name: last_name | lastName
        role: role_id | roleId
        team: primary_team_id | primaryTeamId
    """),
    needs("id", "email", "role | team"),
    read_user,
    never("contact_id | property_email"),
)
PROFILE = Object(
    "user_profile",
    "the time zone that a user set in HubSpot, on the roster",
    columns("""
        id: hs_object_id
        user: hs_internal_user_id
        email: hs_email
        first_name: hs_given_name
        last_name: hs_family_name
        zone: hs_standard_time_zone
        modified: hs_lastmodifieddate
    """),
    needs("user", "zone"),
    read_profile,
)

_BESIDE = "read beside owners and users: who is in which team"


def _known(name: str, text: str, *needed: str, whole: bool = False) -> Object:
    found = columns("\n".join(f"{word}: {word}" for word in text.split()))
    return Object(name, _BESIDE, found, needs(*needed), whole=whole)


OBJECTS = (
    OWNER,
    USER,
    PROFILE,
    _known("team", "id name _fivetran_synced", "id", "name", "_fivetran_synced", whole=True),
    _known("role", "id name requires_billing_write", "id", "requires_billing_write"),
    _known("owner_team", "owner_id team_id is_team_primary", "owner_id", "team_id"),
    _known("team_user", "user_id team_id is_secondary_user", "user_id", "team_id"),
)
