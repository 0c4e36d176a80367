"""How each address for outside programs is guarded, by its name. An address without a row fails the build.

No address here knows a session: a cookie neither opens nor shuts any of them.
"""

from enum import Enum


class Guard(Enum):
    """What a caller must bring."""

    server_key = "a server key: it may say who somebody is"
    write_key = "a write key: a browser's may claim, a server's may say"
    own_site = "a browser's key, from one of the key's own sites"
    signature = "a signature over the body, where the sender offers one; else the hook's own secret address"
    link = "a link token that only the person's own mail holds"
    nobody = "nothing: it says nothing about anybody"
    insider = "this machine, or a key with the right"


GUARDS: dict[str, Guard] = {
    "opt-out": Guard.link,
    "tracked-link": Guard.link,
    "segment-call": Guard.write_key,
    "form-call": Guard.own_site,
    "hook-call": Guard.signature,
    "page-script": Guard.nobody,
    "gpc": Guard.nobody,
    "healthz": Guard.nobody,
    "readyz": Guard.nobody,
    "metrics": Guard.insider,
}
