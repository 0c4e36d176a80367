"""No request leaves for the inside: every spelling, every trick with names, both kinds of client, 0 connections."""

import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path

import pytest
import requests
from urllib3 import PoolManager

from accord.connectors.outgoing import Limits, Rules, check_reachable, read_rules, read_target, send
from accord.connectors.outgoing import connect as connecting
from accord.connectors.outgoing.addresses import is_public
from accord.connectors.outgoing.session import guard_pools, guard_session
from accord.vocabulary.errors import AccordError, ForGood, ForNow, Invalid, Refused
from tests.operations.canary import Canary, answer, listen, listen_tls
from tests.operations.ssrf_corpus import INSIDE_4, INSIDE_6, PUBLIC, addresses

OPEN = Rules(schemes=("http", "https"))
FAST = Limits(seconds=2.0)
NAME = "hook.example"


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    with listen() as found:
        yield found


def outcome(act: Callable[[], object]) -> str:
    """The code of the refusal, or what else came of it."""
    try:
        return repr(act())
    except AccordError as problem:
        return problem.code
    except (requests.RequestException, ValueError) as problem:
        return type(problem).__name__


def always(*found: str) -> Callable[[str, int], list[str]]:
    """A resolver that gives these addresses for every name."""
    return lambda host, port: list(found)


@pytest.fixture
def any_port(canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary's port counts as the usual one, so that nothing but the address decides."""
    monkeypatch.setattr("accord.connectors.outgoing.target._PORTS", {"http": canary.port, "https": 443})


def ask_all(port: int) -> dict[str, str]:
    """What became of each address of the corpus."""
    return {a: outcome(lambda a=a: send(a, b"{}", rules=OPEN, limits=FAST)) for a in addresses(port)}


def test_the_corpus_is_large_and_none_of_it_is_asked_for(canary: Canary, any_port: None) -> None:
    said = ask_all(canary.port)
    assert len(said) >= 300
    assert not {a: code for a, code in said.items() if not code.startswith("outgoing.")}
    assert canary.seen == []
    # Many were refused for where they lead, not only for how they are spelt.
    assert sum(code == "outgoing.private_address" for code in said.values()) >= 100


def test_the_mutant_that_trusts_every_address_is_caught_by_the_corpus(
    canary: Canary, any_port: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialled(monkeypatch, only_here=True)
    monkeypatch.setattr(connecting, "is_public", lambda address: True)
    ask_all(canary.port)
    assert len(canary.seen) >= 5
    canary.seen.clear()


def test_the_mutant_that_looks_at_names_only_is_caught_by_the_corpus(
    canary: Canary, any_port: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialled(monkeypatch, only_here=True)
    monkeypatch.setattr(connecting, "check_reachable", by_name_only)
    ask_all(canary.port)
    assert canary.seen
    canary.seen.clear()


def by_name_only(
    host: str, port: int, rules: Rules, *, until: float, resolver: connecting.Resolver
) -> list[str]:
    """What many programs do: forbid the well-known names and the private addresses as people write them."""
    if host == "localhost" or host.startswith(("127.", "10.", "192.168.", "169.254.", "0.")) or host == "::1":
        raise Refused("outgoing.private_address", "a name inside", "none")
    return resolver(host, port)


def test_the_vendors_clients_meet_the_same_rule(canary: Canary) -> None:
    session, pools = guard_session(requests.Session(), OPEN), guard_pools(PoolManager(), OPEN)
    for host in (
        "127.0.0.1",
        "[::1]",
        "localhost",
        "2130706433",
        "0x7f.1",
        "[::ffff:7f00:1]",
        "0",
        "127.1",
        "0177.1",
    ):
        address = f"http://{host}:{canary.port}/"
        assert outcome(lambda a=address: session.get(a, timeout=5)) != "<Response [200]>"
        assert outcome(lambda a=address: pools.request("GET", a, timeout=5, retries=False)).startswith(
            "outgoing."
        )
    assert canary.seen == []


@pytest.mark.parametrize("address", [*INSIDE_4, *INSIDE_6, "", "x", "127.0.0.1%lo", "fe80::1%lo"])
def test_an_address_inside_is_never_public(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(Refused, match="private_address"):
        check_reachable(NAME, 443, OPEN, until=time.monotonic() + 5, resolver=always(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_outside_is(address: str) -> None:
    assert is_public(address)
    assert check_reachable(NAME, 443, OPEN, until=time.monotonic() + 5, resolver=always(address)) == [address]


def test_one_address_inside_among_many_refuses_the_host() -> None:
    for mixed in ((PUBLIC[0], "127.0.0.1"), ("::1", PUBLIC[3])):
        with pytest.raises(Refused, match="private_address"):
            check_reachable(NAME, 443, OPEN, until=time.monotonic() + 5, resolver=always(*mixed))


# -- names that change their minds ---------------------------------------------------------------------------------


class Flipping:
    """A resolver whose first answer is outside and every later one inside."""

    def __init__(self, inside: str = "127.0.0.1") -> None:
        self.answers = chain([["192.0.9.1"]], repeat([inside]))
        self.asked = 0

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked += 1
        return next(self.answers)


def dialled(monkeypatch: pytest.MonkeyPatch, *, only_here: bool = False) -> list[str]:
    """Where connections are dialled; those to elsewhere end at once, so that no test leaves the machine."""
    seen: list[str] = []
    dial = connecting._dial
    looks_outside = is_public

    def note(address: str, port: int, until: float) -> object:
        seen.append(address)
        here = address in {"::1", "0.0.0.0", "::"} or address.removeprefix("::ffff:").startswith("127.")
        if looks_outside(address) or (only_here and not here):
            raise OSError("elsewhere")
        return dial(address, port, until)

    monkeypatch.setattr(connecting, "_dial", note)
    return seen


def test_a_name_that_flips_after_the_first_look_up_is_resolved_once(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = dialled(monkeypatch)
    acts: tuple[Callable[[Flipping], object], ...] = (
        lambda r: send(f"http://{NAME}/", b"", rules=OPEN, resolver=r),
        lambda r: guard_session(requests.Session(), OPEN, resolver=r).get(f"http://{NAME}/", timeout=5),
        lambda r: guard_pools(PoolManager(), OPEN, resolver=r).request(
            "GET", f"http://{NAME}/", retries=False
        ),
    )
    for act in acts:
        flipping = Flipping()
        assert outcome(lambda act=act, r=flipping: act(r)) == "outgoing.unreachable"
        assert flipping.asked == 1
    assert seen == ["192.0.9.1"] * 3
    assert canary.seen == []


def test_the_mutant_that_resolves_again_for_the_connection_is_caught(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_again(
        host: str, port: int, rules: Rules, *, until: float, resolver: connecting.Resolver
    ) -> object:
        check_reachable(host, port, rules, until=until, resolver=resolver)
        return connecting._dial(resolver(host, port)[0], canary.port, until)

    monkeypatch.setattr("accord.connectors.outgoing.client.open_connection", open_again)
    before = len(canary.seen)
    outcome(lambda: send(f"http://{NAME}/", b"", rules=OPEN, limits=FAST, resolver=Flipping()))
    assert len(canary.seen) == before + 1
    canary.seen.clear()


# -- hosts that the installation names -----------------------------------------------------------------------------


def test_a_named_host_inside_is_reached_at_its_port_alone_and_by_every_client() -> None:
    with listen(answer("202 Accepted", "Retry-After: 7\r\n")) as inside, listen() as other:
        rules = read_rules([f"127.0.0.1:{inside.port}", f"[::1]:{inside.port}"])
        said = send(f"http://127.0.0.1:{inside.port}/hook?a=1", b"{}", rules=rules, headers={"X-Id": "7"})
        assert (said.status, said.retry_after, said.accepted) == (202, 7, True)
        session = guard_session(requests.Session(), rules)
        assert session.get(f"http://127.0.0.1:{inside.port}/", timeout=5).status_code == 202
        pools = guard_pools(PoolManager(), rules)
        assert pools.request("GET", f"http://127.0.0.1:{inside.port}/", retries=False).status == 202
        first = inside.seen[0].decode()
        assert first.startswith("POST /hook?a=1 HTTP/1.1\r\n")
        assert f"Host: 127.0.0.1:{inside.port}\r\n" in first
        assert "X-Id: 7" in first
        with pytest.raises(AccordError):
            send(f"http://127.0.0.1:{other.port}/", b"", rules=rules)
        with pytest.raises(AccordError):
            session.get(f"http://127.0.0.1:{other.port}/", timeout=5)
        assert other.seen == []


def test_a_redirect_is_not_followed_by_anyone(canary: Canary) -> None:
    for status in ("301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"):
        with listen(answer(status, f"Location: http://127.0.0.1:{canary.port}/\r\n")) as pointing:
            rules = read_rules([f"127.0.0.1:{pointing.port}"])
            address = f"http://127.0.0.1:{pointing.port}/"
            with pytest.raises(ForGood, match="redirect"):
                send(address, b"", rules=rules)
            with pytest.raises(requests.TooManyRedirects):
                guard_session(requests.Session(), rules).get(address, timeout=5)
            with pytest.raises(AccordError):
                guard_pools(PoolManager(), rules).request("GET", address, timeout=5, retries=1)
    assert canary.seen == []


def test_the_proxies_of_the_environment_are_not_asked(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
    with listen(answer()) as inside:
        rules = read_rules([f"127.0.0.1:{inside.port}"])
        assert guard_session(requests.Session(), rules).get(f"http://127.0.0.1:{inside.port}/", timeout=5).ok
    assert canary.seen == []


# -- answers that do not end ---------------------------------------------------------------------------------------


def trickle(pieces: Iterator[bytes], pause: float) -> Callable[[object], None]:
    """Send piece after piece until the other side has gone."""

    def say(sock: object) -> None:
        for piece in pieces:
            sock.sendall(piece)  # type: ignore[attr-defined]
            time.sleep(pause)

    return say


@pytest.mark.parametrize(
    ("pieces", "pause", "code"),
    [
        (repeat(b"H"), 0.05, "too_slow|no_answer"),
        (chain([b"HTTP/1.1 200 OK\r\n"], repeat(b"X-A: b\r\n")), 0.05, "too_slow|no_answer"),
        (chain([b"HTTP/1.1 200 OK\r\n"], repeat(b"X-A: " + b"b" * 8000 + b"\r\n")), 0.0, "no_answer"),
        (repeat(b"HTTP/1.1 100 Continue\r\n\r\n"), 0.0, "no_answer|too_slow"),
        (iter([b"\x00" * 100]), 0.0, "no_answer"),
        (iter([]), 0.0, "no_answer"),
    ],
)
def test_an_answer_without_an_end_ends_in_time(pieces: Iterator[bytes], pause: float, code: str) -> None:
    with listen(trickle(pieces, pause)) as endless:
        rules = read_rules([f"127.0.0.1:{endless.port}"])
        with pytest.raises(ForNow, match=code):
            send(f"http://127.0.0.1:{endless.port}/", b"", rules=rules, limits=Limits(seconds=1.0))


def test_the_body_of_an_answer_is_neither_waited_for_nor_given_out() -> None:
    forever = chain([b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n"], repeat(b"secret " * 100))
    with listen(trickle(forever, 0.0)) as endless:
        rules = read_rules([f"127.0.0.1:{endless.port}"])
        said = send(f"http://127.0.0.1:{endless.port}/", b"", rules=rules, limits=Limits(seconds=60.0))
    assert said.status == 200
    assert "secret" not in repr(said)


def test_a_resolver_that_never_answers_is_left_behind() -> None:
    stuck = threading.Event()

    def never(host: str, port: int) -> list[str]:
        stuck.wait(60)
        return ["127.0.0.1"]

    with pytest.raises(ForNow, match="unknown_host"):
        send(f"https://{NAME}/", b"", rules=OPEN, limits=Limits(seconds=0.2), resolver=never)
    stuck.set()


# -- the certificate is the name's, though the connection goes to an address ---------------------------------------


def test_the_certificate_must_be_the_names(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    serving, trusting = tls
    with listen_tls(serving) as port:
        rules = read_rules([f"{NAME}:{port}", f"other.example:{port}"])
        here = always("127.0.0.1")
        said = send(f"https://{NAME}:{port}/", b"", rules=rules, resolver=here, trust=trusting)
        assert said.status == 200
        for address, trust in (
            (f"https://other.example:{port}/", trusting),
            (f"https://{NAME}:{port}/", None),
        ):
            with pytest.raises(ForNow, match="tls"):
                send(address, b"", rules=rules, resolver=here, trust=trust)


# -- what an address is --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "https://hooks.example.com/a/b?c=d",
        "https://xn--bcher-kva.example/",
        "https://[2606:4700::1111]/",
        "https://8.8.8.8/",
    ],
)
def test_ordinary_addresses_are_read(address: str) -> None:
    assert read_target(address, Rules()).scheme == "https"


def test_what_is_sent_is_not_readable_on_its_way_unless_the_host_is_named() -> None:
    with pytest.raises(Refused, match="scheme"):
        read_target("http://hook.example/", Rules())
    assert read_target("http://crm.inside:8080/", read_rules(["crm.inside:8080"])).port == 8080
    with pytest.raises(Refused, match="port"):
        read_target("https://hook.example:8443/", Rules())


@pytest.mark.parametrize(
    "text", ["crm.inside", "crm.inside:", ":80", "crm.inside:x", "crm.inside:0", "crm.inside:70000"]
)
def test_a_wrong_setting_stops_with_two_lines(text: str) -> None:
    with pytest.raises(Invalid, match=r"settings\.private_hosts"):
        read_rules([text])


def test_a_header_cannot_smuggle_another() -> None:
    with listen(answer()) as inside:
        rules = read_rules([f"127.0.0.1:{inside.port}"])
        with pytest.raises(ValueError, match="header"):
            send(f"http://127.0.0.1:{inside.port}/", b"", rules=rules, headers={"X": "a\r\nY: b"})
        assert inside.seen in ([], [b""])


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate for `hook.example`, and a context that trusts it."""
    folder: Path = tmp_path_factory.mktemp("tls")
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-subj", f"/CN={NAME}",
         "-addext", f"subjectAltName=DNS:{NAME}"],
        capture_output=True,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl cannot make a certificate here")
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return serving, ssl.create_default_context(cafile=str(folder / "cert.pem"))
