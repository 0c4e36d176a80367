"""Which IP addresses lie in the public internet: everything else is inside, or stands for something inside."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# RFC 6890 and its successors, and the addresses at which clouds answer their own machines.
_INSIDE_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
        "240.0.0.0/4",
    )
)  # fmt: skip
# Of IPv6 only this is the internet; mapped, NAT64, unique-local, link-local and multicast lie outside it.
_INTERNET_6 = IPv6Network("2000::/3")
# Protocol assignments with Teredo, documentation, 6to4: tunnels may lead to an IPv4 address inside.
_INSIDE_6 = tuple(
    IPv6Network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


def is_public(address: str) -> bool:
    """Whether an address as the resolver returns it lies in the public internet; False for what is no address.

    A network's own NAT64 prefix under 2000::/3 cannot be told from the internet: its gateway must refuse.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return not any(found in network for network in _INSIDE_4)
    return _is_public_6(found)


def _is_public_6(address: IPv6Address) -> bool:
    if address.scope_id is not None or address not in _INTERNET_6:
        return False
    # ISATAP carries an IPv4 address in its last half.
    isatap = (int(address) >> 32) & 0xFFFFFFFF in (0x00005EFE, 0x02005EFE)
    return not isatap and not any(address in network for network in _INSIDE_6)
