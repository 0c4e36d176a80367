"""Whom a judged token lets in: an active user with the same verified address, in the role of their groups."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accord.teams.models import User
from accord.teams.noted import note
from accord.teams.people import is_last_ops
from accord.teams.sign_on.token import Claims
from accord.vocabulary.errors import Refused
from accord.vocabulary.people import Role

PROVIDER = "provider"  # how acts name it


def role_of(groups: Collection[str], roles: Sequence[tuple[str, str]]) -> str:
    """The role of the first line whose group the person is in; empty where none is."""
    return next((role for group, role in roles if group in groups), "")


def admit(claims: Claims, now: datetime) -> User:
    """The user who may come in. Where groups give roles, theirs is set by them, and who is new is added.

    Raises `Refused`: no verified address; nobody here and no group with a role; access ended. The last three
    read alike. The last person of operations keeps the role.
    """
    provider = settings.INSTALLATION.sign_on
    if provider is None:
        raise _stranger()
    if not claims.email or not claims.verified:
        raise Refused(
            "sign_on.unverified",
            "the provider does not say that your e-mail address is yours",
            "have your address verified there, or ask operations",
        )
    role = role_of(claims.groups, provider.roles)
    if provider.roles and not role:
        raise _stranger()
    with transaction.atomic():
        user = User.objects.select_for_update().filter(email=claims.email).first()
        if user is None:
            return _add(claims, role, now)
        if not user.is_active or user.role == Role.integration:
            raise _stranger()
        if role and role != user.role and not is_last_ops(user):
            note("rights_changed", PROVIDER, now, of=f"user:{user.pk}", role_was=user.role, role=role)
            user.role = role
            user.save(update_fields=["role"])
        return user


def _add(claims: Claims, role: str, now: datetime) -> User:
    if not role:
        raise _stranger()
    user = User.objects.create_user(claims.email, None, name=claims.name or claims.email, role=role)
    note("person_added", PROVIDER, now, of=f"user:{user.pk}", role=role)
    return user


def _stranger() -> Refused:
    return Refused(
        "sign_on.no_role",
        "you signed in at the provider, and you have no role here",
        "ask operations to add you, or to put you into a group that has a role",
    )
