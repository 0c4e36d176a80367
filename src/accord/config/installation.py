"""What this installation is: where data lives, which database, which keys. Nothing about the business.

Every wrong value stops the start with two lines: what, and what to do.
"""

import os
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from accord.config import sign_on as signing_on
from accord.config.sign_on import SignOn, read_second_factor, read_sign_on
from accord.vocabulary.errors import Invalid

THREADS = 128  # many, for they wait for one commit together

SETTINGS = {  # name: (without it, what it says); docs/reference/settings.md is made from this
    "ACCORD_DATA": ("data", "The folder for everything that is kept: database, mirror, uploads, secret."),
    "ACCORD_DATABASE_URL": (
        "SQLite in the data folder",
        "PostgreSQL instead: postgresql://user:password@host:5432/name.",
    ),
    "ACCORD_HOSTS": ("127.0.0.1,localhost", "The names the pages are asked under, with commas between."),
    "ACCORD_ADDRESS": (
        "the first of ACCORD_HOSTS",
        "Where people reach the pages, as links in e-mails and chats say it: https://accord.company.example.",
    ),
    "ACCORD_BEHIND_TLS": (
        "",
        "1: a proxy with TLS stands before it. Cookies are then sent over TLS only, and other addresses "
        "than this machine's may be served.",
    ),
    "ACCORD_PROXIES": (
        "",
        "Addresses or networks of proxies that set X-Forwarded-For, with commas between (127.0.0.1). Without it "
        "all visitors behind a proxy are counted as one where wrong passwords are counted.",
    ),
    "ACCORD_PRIVATE_HOSTS": (
        "",
        "Hosts inside your network that Accord may send to, with their ports and commas between: "
        "crm.inside:8443. Nothing else inside is ever connected to.",
    ),
    "ACCORD_DNS": (
        "this machine's name servers",
        "The name server that `accord mail check` asks, with a port where it is not 53: 10.0.0.2:53.",
    ),
    "ACCORD_THREADS": (
        "128; on PostgreSQL as many as the server has connections for",
        "Requests that one web process answers at once. Each may hold a connection to the database.",
    ),
    "ACCORD_LOG": ("plain", "plain or json: one line of text, or one JSON object, for each thing logged."),
    "ACCORD_ERASURES": (
        "erasures.txt in the data folder",
        "The list of erasures (keyed digests). On another disk it outlives the data folder.",
    ),
    "ACCORD_BODIES_KEPT": (
        "7",
        "Days for which the body of a request from outside is kept after it was taken.",
    ),
    "ACCORD_CRM_SECRET": (
        "it is asked for",
        "Read by `accord connect` alone: the secret of the system's app, where nobody can type it.",
    ),
    "ACCORD_BACKUP_OLD": (
        "3",
        "Days after which the last `accord backup` counts as old: the pages and `accord doctor` then say so to "
        "operations. 0 where backups are made by other means.",
    ),
    "ACCORD_REJECTS_KEPT": (
        "30",
        "Days for which the values of refused rows are kept after an import began: long enough to mend a file.",
    ),
    "ACCORD_DEAD_LETTERS_KEPT": (
        "30",
        "Days for which what could not be read is kept, to be replayed after a fix.",
    ),
    **signing_on.SETTINGS,
}


@dataclass(frozen=True, slots=True)
class Installation:
    """The installation's settings, read once at start."""

    data: Path
    database_url: str
    secret: str
    hosts: tuple[str, ...]
    behind_tls: bool
    address: str = ""
    proxies: tuple[str, ...] = ()
    private_hosts: tuple[str, ...] = ()
    threads: int = THREADS
    log: str = "plain"
    erasures: Path | None = None
    bodies_kept: timedelta = timedelta(days=7)
    dead_letters_kept: timedelta = timedelta(days=30)
    rejects_kept: timedelta = timedelta(days=30)
    backup_old: timedelta = timedelta(days=3)
    sign_on: SignOn | None = None
    second_factor: frozenset[str] = frozenset()
    dns: str = ""

    @property
    def erasures_file(self) -> Path:
        """The list of erasures outside the database."""
        return self.erasures or self.data / "erasures.txt"

    @property
    def own_address(self) -> str:
        """Where people reach the pages, ready for a path behind it."""
        host = next(iter(self.hosts), "127.0.0.1")
        return self.address or (f"https://{host}" if self.behind_tls else f"http://{host}:8000")

    @property
    def mirror(self) -> Path:
        """Where the columnar copy stands."""
        return self.data / "mirror"


def read_installation(environ: dict[str, str] | None = None) -> Installation:
    """Read the settings from the environment; makes the data folder and its secret on first use."""
    env = dict(os.environ if environ is None else environ)
    data = Path(env.get("ACCORD_DATA", "data")).expanduser().resolve()
    try:
        data.mkdir(parents=True, exist_ok=True)
        secret = _secret(data)
    except OSError as problem:
        raise Invalid(
            "settings.data_unusable",
            f'the data folder "{data}" cannot be used: {problem.strerror}',
            "set ACCORD_DATA (or --data) to a folder you may write to",
        ) from problem
    return Installation(
        data=data,
        database_url=env.get("ACCORD_DATABASE_URL", ""),
        secret=secret,
        hosts=tuple(h for h in env.get("ACCORD_HOSTS", "127.0.0.1,localhost").split(",") if h),
        behind_tls=_switch(env, "ACCORD_BEHIND_TLS"),
        address=_address(env.get("ACCORD_ADDRESS", "")),
        proxies=_networks(env.get("ACCORD_PROXIES", "")),
        private_hosts=tuple(h for h in env.get("ACCORD_PRIVATE_HOSTS", "").split(",") if h.strip()),
        threads=_threads(env),
        log=_one_of(env, "ACCORD_LOG", "plain", "json"),
        erasures=Path(named).expanduser().resolve() if (named := env.get("ACCORD_ERASURES", "")) else None,
        bodies_kept=_days(env, "ACCORD_BODIES_KEPT"),
        dead_letters_kept=_days(env, "ACCORD_DEAD_LETTERS_KEPT"),
        rejects_kept=_days(env, "ACCORD_REJECTS_KEPT"),
        backup_old=_days(env, "ACCORD_BACKUP_OLD"),
        sign_on=read_sign_on(env),
        second_factor=read_second_factor(env),
        dns=_server(env.get("ACCORD_DNS", "")),
    )


def _server(text: str) -> str:
    """An IP address, and a port where it is not 53; anything else stops the start."""
    if text and not re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?", text):
        raise Invalid(
            "settings.dns",
            f'"{text}" is no name server',
            "set ACCORD_DNS to its IPv4 address, such as 10.0.0.2:53",
        )
    return text


def _address(text: str) -> str:
    """Our own address; anything but a scheme and a host stops the start."""
    if text and not re.fullmatch(r"https?://[\w.:\[\]-]+(/[\w./-]*)?", text):
        raise Invalid(
            "settings.address",
            f'ACCORD_ADDRESS is "{text}"',
            "write it as https://accord.company.example, or unset it",
        )
    return text.rstrip("/")


def _days(env: dict[str, str], name: str) -> timedelta:
    """A setting that is a number of days; anything else stops the start."""
    value = env.get(name) or SETTINGS[name][0]
    if not (value.isascii() and value.isdigit() and int(value) <= 3_650):
        raise Invalid(
            "settings.days", f'{name} is "{value}"', "set it to a whole number of days, or unset it"
        )
    return timedelta(days=int(value))


def _threads(env: dict[str, str]) -> int:
    """How many threads a web process may have; anything but 4 to 1,000 stops the start."""
    value = env.get("ACCORD_THREADS") or str(THREADS)
    if not (value.isascii() and value.isdigit() and 4 <= int(value) <= 1_000):
        raise Invalid(
            "settings.threads",
            f'ACCORD_THREADS is "{value}"',
            "set it to a whole number from 4 to 1000, or unset it",
        )
    return int(value)


def _one_of(env: dict[str, str], name: str, *words: str) -> str:
    """A setting that is one of these words, the first without it; anything else stops the start."""
    value = env.get(name) or words[0]
    if value not in words:
        raise Invalid("settings.word", f'{name} is "{value}"', f"set it to {' or '.join(words)}, or unset it")
    return value


def _networks(text: str) -> tuple[str, ...]:
    """Addresses and networks; anything else stops the start."""
    named = tuple(part.strip() for part in text.split(",") if part.strip())
    for each in named:
        try:
            ip_network(each, strict=False)
        except ValueError as problem:
            raise Invalid(
                "settings.proxies",
                f'ACCORD_PROXIES names "{each}", which is no address and no network',
                "write addresses or networks with commas between: 127.0.0.1,10.0.0.0/8",
            ) from problem
    return named


def _switch(env: dict[str, str], name: str) -> bool:
    """A setting that is on or off; anything else stops the start."""
    value = env.get(name, "")
    if value not in {"", "0", "1"}:
        raise Invalid("settings.switch", f'{name} is "{value}"', "set it to 1, or unset it")
    return value == "1"


def _secret(data: Path) -> str:
    """The installation's key, made at first start, readable by its owner only."""
    path = data / "secret.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text().strip()


def database_settings(installation: Installation) -> dict[str, object]:
    """Django's DATABASES entry for this installation."""
    if not installation.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(installation.data / "accord.sqlite3"),
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;"
                    "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;"
                    # What is erased is overwritten, not only unlinked.
                    "PRAGMA secure_delete=ON;"
                ),
            },
            "TEST": {"NAME": str(installation.data / "test.sqlite3")},
        }
    wrong = Invalid(
        "settings.database_url",
        "ACCORD_DATABASE_URL is not a PostgreSQL address",
        "write it as postgresql://user:password@host:5432/name, or unset it for SQLite",
    )
    try:
        url = urlsplit(installation.database_url)
        port = str(url.port or "")
    except ValueError as problem:
        raise wrong from problem
    if url.scheme not in {"postgresql", "postgres"} or len(url.path) < 2:
        raise wrong
    query = dict(part.split("=", 1) for part in url.query.split("&") if "=" in part)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(query.get("host", url.hostname or "")),
        "PORT": query.get("port", port),
        "CONN_MAX_AGE": 600,
    }
