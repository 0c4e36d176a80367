"""Which domains are of one organisation: relaxed alignment (RFC 7489, 3.1) compares these."""

import tldextract

_EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def organisation(domain: str) -> str:
    """The part of a domain that an organisation registers; under an ending that is on no list, its last two names."""
    name = domain.strip().strip(".").lower()
    return _EXTRACT(name).top_domain_under_public_suffix or ".".join(name.split(".")[-2:])
