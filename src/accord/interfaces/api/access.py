"""Which right each address needs, by its name. The permission matrix is generated from this table."""

from accord.teams.rights import Right

ACCESS: dict[str, Right | None] = {  # None: anyone with a key that holds
    "people-list": Right.see_people,
    "people-one": None,  # yourself always; others need see_people
    "people-add": Right.manage_people,
    "people-change": Right.manage_people,
    "people-deactivate": Right.manage_people,
    "people-reactivate": Right.manage_people,
}
