"""What a run on PostgreSQL leaves out would say nothing else there."""

import re

from tests.run import NO_RECORD, ROOT

_KEEPS = re.compile(
    r"django_db|transactional_db|\bcast: Cast\b|from accord\.(ledger|contacts|teams|handoffs|alignment)\b"
)


def test_rooms_left_out_on_postgresql_keep_no_record() -> None:
    files = [file for room in NO_RECORD for file in (ROOT / "tests" / room).rglob("*.py")]
    assert len(files) > 50
    assert [file.name for file in files if _KEEPS.search(file.read_text())] == []
