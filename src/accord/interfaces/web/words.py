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
