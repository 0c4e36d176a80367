"""How people prove who they are here: the company's OpenID provider, which group is which role, second factors."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Role

SETTINGS = {
    "ACCORD_OIDC_ISSUER": (
        "passwords only",
        "Single sign-on: the OpenID provider's issuer, as its discovery document spells it.",
    ),
    "ACCORD_OIDC_CLIENT": ("", "The client id that the provider gave this installation."),
    "ACCORD_OIDC_SECRET": ("", "The client's secret. Read at start and kept nowhere."),
    "ACCORD_OIDC_CLAIM": ("groups", "The claim that holds a person's groups."),
    "ACCORD_OIDC_ROLES": (
        "roles are set here",
        "Which group is which role, with semicolons between: accord-ops=ops;sales-leads=manager. The first that "
        "fits counts; who is in none of them gets no role.",
    ),
    "ACCORD_SIGN_ON_ONLY": (
        "passwords too",
        "The e-mail address of the one person of operations whose password still opens the door, for the day the "
        "provider is down. Everyone else signs in through the provider alone.",
    ),
    "ACCORD_SECOND_FACTOR": (
        "whoever sets one up",
        "Roles that must have a second factor, with commas between: ops,manager.",
    ),
}
_HERE = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class SignOn:
    """The company's provider. `roles` are (group, role), the first that fits counts; empty: roles are set here."""

    issuer: str
    client: str
    secret: str
    claim: str = "groups"
    roles: tuple[tuple[str, str], ...] = ()
    only_but: str = ""  # the one address whose password still works; empty: all passwords do


def read_sign_on(env: Mapping[str, str]) -> SignOn | None:
    """The provider from the environment; None where none is named. A half-said provider stops the start."""
    issuer = env.get("ACCORD_OIDC_ISSUER", "").strip()
    only_but = env.get("ACCORD_SIGN_ON_ONLY", "").strip().lower()
    if not issuer:
        if only_but or env.get("ACCORD_OIDC_CLIENT"):
            raise Invalid(
                "settings.sign_on",
                "single sign-on is set, and no provider is named",
                "set ACCORD_OIDC_ISSUER, or unset ACCORD_SIGN_ON_ONLY and ACCORD_OIDC_CLIENT",
            )
        return None
    _check_issuer(issuer)
    client, secret = env.get("ACCORD_OIDC_CLIENT", ""), env.get("ACCORD_OIDC_SECRET", "")
    if not client or not secret:
        raise Invalid(
            "settings.sign_on",
            "ACCORD_OIDC_ISSUER is set without a client",
            "set ACCORD_OIDC_CLIENT and ACCORD_OIDC_SECRET as the provider gave them",
        )
    if only_but and "@" not in only_but:
        raise Invalid(
            "settings.sign_on",
            f'ACCORD_SIGN_ON_ONLY is "{only_but}", which is no e-mail address',
            "name the one person of operations whose password still works",
        )
    roles = _roles(env.get("ACCORD_OIDC_ROLES", ""))
    return SignOn(issuer, client, secret, env.get("ACCORD_OIDC_CLAIM") or "groups", roles, only_but)


def read_second_factor(env: Mapping[str, str]) -> frozenset[str]:
    """The roles that must have a second factor; anything but a person's role stops the start."""
    named = [part.strip() for part in env.get("ACCORD_SECOND_FACTOR", "").split(",") if part.strip()]
    return frozenset(_role(part, "ACCORD_SECOND_FACTOR") for part in named)


def _check_issuer(issuer: str) -> None:
    parts = urlsplit(issuer)
    plain = parts.scheme == "http" and parts.hostname in _HERE
    if not parts.hostname or parts.query or parts.fragment or not (parts.scheme == "https" or plain):
        raise Invalid(
            "settings.sign_on",
            f'ACCORD_OIDC_ISSUER is "{issuer}"',
            "write it as https://login.company.example, as the provider's discovery document spells it",
        )


def _roles(text: str) -> tuple[tuple[str, str], ...]:
    found = []
    for part in filter(None, (each.strip() for each in text.split(";"))):
        group, _, role = part.rpartition("=")
        if not group.strip():
            raise Invalid(
                "settings.sign_on",
                f'ACCORD_OIDC_ROLES holds "{part}"',
                "write group=role with semicolons between: accord-ops=ops;sales-leads=manager",
            )
        found.append((group.strip(), _role(role.strip(), "ACCORD_OIDC_ROLES")))
    return tuple(found)


def _role(text: str, setting: str) -> str:
    people = [role.value for role in Role if role is not Role.integration]
    if text not in people:
        raise Invalid(
            "settings.role", f'{setting} names the role "{text}"', f"write one of: {', '.join(people)}"
        )
    return text
