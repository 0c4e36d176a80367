"""Salesforce's users and queues: the people of our own, and what several of them wait on together."""

from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.row import Cells, Context, Said
from accord.connectors.objects.values import clear, email
from accord.connectors.salesforce.common import need_id, ref_of
from accord.vocabulary.facts import RecordDraft, RecordKind
from accord.vocabulary.ids import salesforce_id_18
from accord.vocabulary.roster import MemberDraft, Seat

# Users that are nobody: the platform's own, a site's visitor, a customer's login.
_MACHINES = frozenset({"automatedprocess", "guest", "cloudintegrationuser", "cspliteportal"})
_DEEPEST = 5  # groups inside groups


def read_user(cells: Cells, context: Context) -> Said:
    """A person of our own. Salesforce never deletes a user: who has left is inactive."""
    ref = context.ref(RecordKind.user, need_id(cells))
    name = clear(cells("name")) or " ".join(
        filter(None, (clear(cells("first_name")), clear(cells("last_name"))))
    )
    modified = context.moment(cells, "modified")
    left = cells("active") != "" and not cells.yes("active")
    gone = left or cells.yes("deleted")
    record = RecordDraft(ref, cells.kept(), modified, email=email(cells("email")), name=name, deleted=gone)
    manager = ref_of(cells, context, "manager", RecordKind.user)
    machine = cells("user_type").replace(" ", "").casefold() in _MACHINES
    member = MemberDraft(
        ref,
        Seat.machine if machine else Seat.person,
        email=record.email,
        name=name,
        active=not gone if gone or cells("active") else None,
        said_at=modified,
        since=context.moment(cells, "created"),
        manager=manager.external_id if manager else "",
        zone=cells("zone"),
        team=clear(cells("department")),
    )
    return Said((record,), members=(member,))


def read_group(cells: Cells, context: Context) -> Said:
    """A queue with its people, those of public groups inside it too. Other groups own nothing."""
    if not cells.yes("deleted") and cells("type").casefold() != "queue":
        return Said(skipped="a group that owns no records")
    ref = context.ref(RecordKind.user, need_id(cells))
    known = context.beside.has("group_member")
    people = _people_of(context, cells.need("id"), _DEEPEST) if known else set()
    name, modified = clear(cells("name")), context.moment(cells, "modified")
    gone = cells.yes("deleted")
    values = cells.kept() | ({"members": ";".join(sorted(people))} if known else {})
    member = MemberDraft(
        ref,
        Seat.queue,
        name=name,
        active=not gone,
        said_at=modified,
        members=tuple(sorted(people)) if known else None,
    )
    return Said((RecordDraft(ref, values, modified, name=name, deleted=gone),), members=(member,))


def _people_of(context: Context, group: str, deep: int) -> set[str]:
    """The users of a group and of the groups in it; roles are not followed."""
    found: set[str] = set()
    for _, one, deleted in context.beside.find("group_member", "group", group, ("member", "deleted")):
        if deleted.casefold() == "true":
            continue
        if one.startswith("005"):
            found.add(salesforce_id_18(one))
        elif deep and one != group:
            found |= _people_of(context, one, deep - 1)
    return found


USER = Object(
    "user",
    "a rep or marketer of our own, on the roster",
    columns("""
        id: Id | User ID
        username: Username
        email: Email
        name: Name | Full Name
        first_name: FirstName | First Name
        last_name: LastName | Last Name
        alias: Alias
        active: IsActive | Active
        manager: ManagerId
        role: UserRoleId | Role
        profile: ProfileId | Profile
        department: Department
        zone: TimeZoneSidKey | Time Zone
        user_type: UserType
        created: CreatedDate
        modified: SystemModstamp | LastModifiedDate | Last Modified Date
        deleted: _fivetran_deleted
    """),
    needs("id", "username", "email | name", "active | alias"),
    read_user,
    dates=frozenset({"modified", "created"}),
)
GROUP = Object(
    "group",
    "a queue and its people, from the table group_member beside it, on the roster",
    columns("""
        id: Id
        name: Name
        developer_name: DeveloperName
        type: Type
        related: RelatedId
        email: Email
        bosses: DoesIncludeBosses
        mails_members: DoesSendEmailToMembers
        queue_routing: QueueRoutingConfigId
        created: CreatedDate
        modified: SystemModstamp | LastModifiedDate
        deleted: IsDeleted | _fivetran_deleted
    """),
    needs("id", "name", "developer_name", "type", "related | bosses | mails_members"),
    read_group,
    never("StageName | Label | ParentRoleId | Username"),
    dates=frozenset({"modified"}),
)
GROUP_MEMBER = Object(
    "group_member",
    "read beside the table group: who waits on which queue",
    columns("""
        id: Id
        group: GroupId
        member: UserOrGroupId
        modified: SystemModstamp
        deleted: _fivetran_deleted
    """),
    needs("group", "member"),
)
USER_ROLE = Object(
    "user_role",
    "known and not needed: who may see whose records there says nothing of who is in which team",
    columns("""
        id: Id
        name: Name
        parent: ParentRoleId
        developer_name: DeveloperName
        rollup: RollupDescription
        portal: PortalType
        cases: CaseAccessForAccountOwner
        contacts: ContactAccessForAccountOwner
        deals: OpportunityAccessForAccountOwner
    """),
    needs("id", "developer_name", "parent | rollup"),
)
OBJECTS = (USER, GROUP, GROUP_MEMBER, USER_ROLE)
