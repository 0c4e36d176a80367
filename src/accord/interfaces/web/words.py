"""Roles and teams as people say them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROLES: dict[str, Promise] = {
    "marketing": _("marketing"),
    "rep": _("sales rep"),
    "manager": _("sales manager"),
    "viewer": _("viewer"),
    "ops": _("operations"),
    "integration": _("integration"),
}
TEAMS: dict[str, Promise] = {
    "marketing": _("marketing"),
    "sales": _("sales"),
    "success": _("success"),
    "buyer": _("buyer"),
    "system": _("system"),
}
STATES: dict[str, Promise] = {
    "kept": _("not read yet"),
    "waiting": _("waiting for the reader"),
    "running": _("being read"),
    "tried": _("tried: this is what would happen"),
    "done": _("read to the end"),
    "cancelled": _("stopped"),
    "failed": _("could not be read"),
}
