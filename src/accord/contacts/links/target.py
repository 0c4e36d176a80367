"""Where a tracked link may lead: a whole address of the web, with nothing hidden in it. Pure."""

from urllib.parse import urlsplit

from accord.vocabulary.errors import Invalid

LONGEST = 2_000
_SCHEMES = ("https", "http")


def check_target(url: str) -> str:
    """The address as it is kept. Raises `Invalid` for one that is not whole, or hides something.

    >>> check_target(" https://halden.example/cases/pump?lang=de ")
    'https://halden.example/cases/pump?lang=de'
    """
    said = url.strip(" ")
    # Browsers read a backslash as a slash and leave line ends and tabs out: neither has a place in an address.
    if not said or len(said) > LONGEST or not said.isprintable() or any(c in said for c in ' \\"<>'):
        raise _refuse(
            "it is empty, too long, or holds a space, a quote, a bracket or a character nobody sees"
        )
    try:
        parts = urlsplit(said)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _refuse("its host or port cannot be read") from None
    if parts.scheme.lower() not in _SCHEMES or not said.lower().startswith(f"{parts.scheme.lower()}://"):
        raise _refuse("it does not begin with https:// or http://")
    if "@" in parts.netloc:
        raise _refuse("a name or password stands before its host")
    if not host or host.startswith((".", "-")) or port == 0 or _is_odd(parts.netloc):
        raise _refuse("it names no host")
    return said


def _is_odd(netloc: str) -> bool:
    """Whether a host is spelled so that programs disagree about it."""
    bare = netloc.replace("[", "").replace("]", "")
    return "%" in bare or ".." in bare


def _refuse(why: str) -> Invalid:
    return Invalid(
        "link.target",
        f"this is no address to lead somebody to: {why}",
        "give the whole address as a browser shows it, for instance https://www.example.com/cases/pump",
    )
