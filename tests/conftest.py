"""Shared set-up: the real public data if it stands beside the project, the cast."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cast import Cast

from tests.private_postgres import NoPostgresError, find_binaries, private_postgres


def pytest_configure() -> None:
    """Quick passwords; and a log left by a test database that was killed would spoil the next of the same name."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["tests.quick_passwords.QuickArgon2", *settings.PASSWORD_HASHERS[1:]]
    for left in settings.INSTALLATION.data.glob("test*.sqlite3-*"):
        left.unlink()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where only the record is asked about (`./run test --postgresql`), a test that opens none is left out.

    It would say the same again: an installation that a test serves or works on stands on a database of its own.
    """
    items.sort(key=lambda item: SLOWEST.index(name) if (name := item.path.name) in SLOWEST else len(SLOWEST))
    if os.environ.get("ACCORD_TESTS") != "record":
        return
    left = [item for item in items if not opens_record(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if opens_record(item)]


def opens_record(item: pytest.Item) -> bool:
    """Whether a test is given the database of its run."""
    given = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(given & {"db", "transactional_db"})


# Files that take a minute and more go first: begun last, one of them would keep a worker when the others are done.
SLOWEST = (
    "test_wave_kills.py", "test_histories.py", "test_engines.py", "test_campaign_walk.py", "test_campaigns.py",
    "test_browser_walk.py", "test_matrix.py", "test_upgrade.py", "test_false_blame.py", "test_import_crash.py",
    "test_backup.py", "test_pictures.py", "test_whole_handoff.py", "test_named_figures.py", "test_web_links.py",
    "test_arrival_order.py", "test_sql_shapes.py", "test_defects.py", "test_refresh.py", "test_api_fuzz.py",
    "test_canary_restored.py", "test_page_script.py", "test_upgrade_filled.py", "test_ways.py", "test_logs.py",
)  # fmt: skip

CHROMIUM = Path(os.environ.get("ACCORD_CHROMIUM", "/usr/bin/chromium"))
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real public data; a test that needs it skips by name where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared/data (real public data), absent here")
    return SHARED


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser; a named skip without Chromium, a failure where CI requires it."""
    if not CHROMIUM.exists():
        if "browser" in os.environ.get("ACCORD_REQUIRE", ""):
            pytest.fail(f"{CHROMIUM} is required and absent")
        pytest.skip("needs Chromium (apt-get install chromium)")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(
        timeout=60_000
    )  # a click waits for no page; what is expected does, on a slow machine too

    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a private PostgreSQL; a named skip without binaries, a failure where CI requires it."""
    try:
        find_binaries()
    except NoPostgresError as problem:
        if "postgresql" in os.environ.get("ACCORD_REQUIRE", ""):
            raise
        pytest.skip(str(problem))
    with private_postgres() as url:
        yield url


@pytest.fixture
def cast(db: None) -> "Cast":
    """Maya, Sam, Rita, Victor, Olga and Iris, as viewers."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture(autouse=True)
def _guards_down_for_the_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """A transactional test ends by emptying every table, which guards refuse; the flush puts them up again."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("_django_db_helper")
    yield
    from tests.guards import lower_guards

    lower_guards()


@pytest.fixture(autouse=True)
def _mirror_ends_with_its_test() -> Iterator[None]:
    """A test's rows are rolled back and their numbers given anew: the mirror made of them must not outlive them."""
    yield
    folder = Path(os.environ.get("ACCORD_DATA", "data")) / "mirror"
    if folder.exists():
        from tests.reporting.made import forget_open_mirrors

        forget_open_mirrors()
        shutil.rmtree(folder, ignore_errors=True)
