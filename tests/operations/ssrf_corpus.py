"""Addresses that lead inside, in every spelling we know of: made from a few hosts, so that none is forgotten."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

INSIDE_4 = (
    "127.0.0.1", "127.1.2.3", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255",
    "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255", "169.254.169.254", "169.254.0.1",
    "100.64.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16", "198.18.0.1", "192.0.2.1", "203.0.113.9",
    "198.51.100.7", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
)  # fmt: skip
INSIDE_6 = (
    "::", "::1", "::7f00:1", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fd00:ec2::254", "fdff::1", "ff02::1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "100::1", "2001::1", "2001:0:7f00:1::",
    "2001:db8::1", "2001:10::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "3fff::1", "5f00::1", "::ffff:0:7f00:1",
    "2a00:1450::5efe:7f00:1", "2a00:1450::200:5efe:a00:1",
)  # fmt: skip
NAMES = (
    "localhost", "LOCALHOST", "localhost.localdomain", "foo.localhost", "metadata.google.internal", "printer.local",
    "intranet", "db", "ip6-localhost", "kubernetes.default.svc",
)  # fmt: skip
PUBLIC = ("93.184.215.14", "8.8.8.8", "1.1.1.1", "2606:4700::1111", "2a00:1450:4001:81b::200e")


def spellings(text: str) -> Iterator[str]:
    """One IPv4 address as programs have been known to accept it."""
    address = IPv4Address(text)
    number, octets = int(address), address.packed
    yield text
    yield str(number)
    yield hex(number)
    yield f"0{number:o}"
    yield ".".join(f"0{octet:o}" for octet in octets)
    yield ".".join(f"{octet:#x}" for octet in octets)
    yield ".".join(f"{octet:03d}" for octet in octets)
    yield f"{octets[0]}.{number & 0xFFFFFF}"
    yield f"{octets[0]}.{octets[1]}.{number & 0xFFFF}"
    yield f"{octets[0]:#x}.{octets[1]}.0{octets[2]:o}.{octets[3]}"
    yield text + "."
    yield f"[::ffff:{text}]"
    yield f"[::ffff:{number >> 16:x}:{number & 0xFFFF:x}]"
    yield f"[::{text}]"
    yield f"[64:ff9b::{text}]"
    yield f"[{IPv6Address((0x2002 << 112) | (number << 80))}]"
    yield text.replace(".", "。")
    yield text.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
    yield text.replace(".", "%2e")


def hosts() -> Iterator[str]:
    """Every host of the corpus as it stands in an address."""
    for text in INSIDE_4:
        yield from spellings(text)
    for text in INSIDE_6:
        yield f"[{text}]"
        yield f"[{IPv6Address(text).exploded}]"
    yield from ("[fe80::1%25lo]", "[fe80::1%lo]", "[::1", "::1", "[v1.x]", "[]")
    for name in NAMES:
        yield from (name, name + ".", name.upper())
    yield from (
        "xn--lcalhost-55a",
        "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "ｌｏｃａｌｈｏｓｔ",
        "loc\u00adalhost",
        "localhost\u3002",
        "①②⑦.0.0.1",
    )


def addresses(port: int) -> list[str]:
    """Whole addresses, at a canary's port and at the usual one, and spellings in which readers disagree."""
    found = [
        f"{scheme}://{host}{end}"
        for host in hosts()
        for scheme, end in (("http", f":{port}/x"), ("https", "/x"))
    ]
    inside = f"127.0.0.1:{port}"
    found += [
        f"http://hook.example@{inside}/", f"http://hook.example:pw@{inside}/", f"http://{inside}#@hook.example/",
        f"http://hook.example#@{inside}/", f"http://hook.example\\@{inside}/", f"http://{inside}\\@hook.example/",
        f"http://hook.example/\\{inside}", f"http:\\\\{inside}/", f"http:///{inside}/", f"http:/{inside}/",
        f"http:{inside}/", f"//{inside}/", f"{inside}/", f"http://{inside}\r\nHost: x/", f"http://{inside} /",
        f" http://{inside}/", f"\thttp://{inside}/", f"ht\ntp://{inside}/", f"http://127.0.0.1:{port:05d}0/",
        f"http://127.0.0.1:+{port}/", f"http://127.0.0.1:{port}:80/", "http://127.0.0.1:0/", "http://127.0.0.1:99999/",
        f"http://127.0.0.1 :{port}/", f"http://[::1]{port}/", f"http://[::ffff:127.0.0.1]:{port}/", "http://", "",
        f"ftp://{inside}/", f"gopher://{inside}/_x", f"dict://{inside}/d:x", f"file://{inside}/etc/passwd",
        "file:///etc/passwd", f"ldap://{inside}/", f"jar:http://{inside}!/", "data:text/plain,x", f"unix://{inside}/",
        f"HTTP://{inside}/", f"hTTps://{inside}/", f"http://%31%32%37.0.0.1:{port}/", f"http://127.0.0.1%00.hook.example:{port}/",
        f"http://127.0.0.1%23@hook.example:{port}/", f"http://0:{port}/", f"http://127.1:{port}/", f"http://0x7f.1:{port}/",
        f"http://[0:0:0:0:0:0:0:1]:{port}/", f"http://[::1]:{port}/", f"http://127.0.0.1:{port}/" + "a" * 3000,
    ]  # fmt: skip
    return list(dict.fromkeys(found))
