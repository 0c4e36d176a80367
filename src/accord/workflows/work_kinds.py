"""Every kind of work the worker does, by the name its job rows carry."""

from collections.abc import Mapping

from accord.ledger.hits import JUDGE
from accord.ledger.imports import EXPIRE
from accord.workflows.expire_letters import EXPIRE_LETTERS, do_expire_letters
from accord.workflows.expire_rejects import do_expire
from accord.workflows.follow_up_task import WATCH, do_watch
from accord.workflows.judge_hits import do_judge
from accord.workflows.match_accounts import do_match
from accord.workflows.push_journey import PUSH, do_push
from accord.workflows.read_crm import HISTORY, READ, do_history, do_read
from accord.workflows.uploads import do_import
from accord.workflows.work import Work
from accord.workflows.write_crm import SEND, do_write

KINDS: Mapping[str, Work] = {
    "import_upload": do_import,
    "match_accounts": do_match,
    JUDGE: do_judge,
    EXPIRE: do_expire,
    EXPIRE_LETTERS: do_expire_letters,
    READ: do_read,
    HISTORY: do_history,
    SEND: do_write,
    WATCH: do_watch,
    PUSH: do_push,
}
