"""Whose network an address belongs to, by a list that the user supplied; never who a person is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from ipaddress import ip_network

from django.db import transaction
from django.db.models import Count, Min

from accord.ledger.models import CompanyNetwork

NARROWEST = {4: 24, 6: 48}  # addresses are cut to these when they come in: nothing narrower can be told
WIDEST = {4: 8, 6: 16}


@dataclass(frozen=True, slots=True)
class Owner:
    """The company of a network."""

    cidr: str
    company: str
    domain: str
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class NetworkList:
    """A list as it was brought."""

    name: str
    dated: date
    networks: int
    imported_at: datetime


def save_networks(
    rows: Sequence[tuple[str, str, str]], *, name: str, dated: date, actor: str, now: datetime
) -> int:
    """Keep a list (cidr, company, domain), in place of the one of the same name; how many networks it has.

    A network that another list holds too is as the newer list says.
    """
    with transaction.atomic():
        CompanyNetwork.objects.filter(list_name=name).delete()
        CompanyNetwork.objects.filter(cidr__in=[row[0] for row in rows]).delete()
        made = [
            CompanyNetwork(
                cidr=cidr,
                company=company,
                domain=domain,
                list_name=name,
                dated=dated,
                actor=actor,
                imported_at=now,
            )
            for cidr, company, domain in rows
        ]
        CompanyNetwork.objects.bulk_create(made, batch_size=500)
    return len(made)


def remove_networks(name: str) -> int:
    """Forget a list: from now on nothing is told by it; how many networks went."""
    return CompanyNetwork.objects.filter(list_name=name).delete()[0]


def find_lists() -> list[NetworkList]:
    """The lists there are, by name."""
    rows = CompanyNetwork.objects.values("list_name").order_by("list_name")
    counted = rows.annotate(n=Count("cidr"), dated=Min("dated"), at=Min("imported_at"))
    return [NetworkList(row["list_name"], row["dated"], row["n"], row["at"]) for row in counted]


def find_owner(block: str) -> Owner | None:
    """The company of the narrowest network that holds all of a block; None where no list knows it."""
    try:
        network = ip_network(block)
    except ValueError:
        return None
    widest = WIDEST[network.version]
    around = [str(network.supernet(new_prefix=bits)) for bits in range(widest, network.prefixlen + 1)]
    rows = CompanyNetwork.objects.filter(cidr__in=around)
    found = max(rows, key=lambda row: ip_network(row.cidr).prefixlen, default=None)
    return None if found is None else Owner(found.cidr, found.company, found.domain, found.imported_at)
