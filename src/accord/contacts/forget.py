"""Forget what could lead back to an erased person; their identities stay, so that no count changes."""

from collections.abc import Collection

from django.db.models import Q

from accord.contacts.models import Evidence, Identity, ReviewPair


def find_identity_keys(contact_id: int) -> list[int]:
    """The identity keys that belong to a contact now; empty if there is no such contact."""
    return list(Identity.objects.filter(contact_id=contact_id).order_by("key").values_list("key", flat=True))


def forget_keys(keys: Collection[int]) -> int:
    """Delete the digests and the open questions about these keys; returns how many digests."""
    keys = list(keys)
    ReviewPair.objects.filter(Q(left__in=keys) | Q(right__in=keys), what="contact").delete()
    digests, _ = Evidence.objects.filter(key__in=keys).delete()
    return digests
