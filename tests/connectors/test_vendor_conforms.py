"""The contract of every connector, on small files of each system (the real ones are in test_vendor_seeds)."""

from pathlib import Path

import pytest

from accord.connectors.protocol import Reading
from accord.connectors.tabular import sniff
from tests.connectors.conformance import check_conforms
from tests.connectors.test_ad_spend import GOOGLE
from tests.connectors.test_hubspot import CONTACT, DEAL, EVENT
from tests.connectors.test_marketo import BULK
from tests.connectors.test_marketo import LEAD as MARKETO_LEAD
from tests.connectors.test_salesforce import DEAL as OPPORTUNITY
from tests.connectors.test_salesforce import LEAD, TASK
from tests.connectors.vendors_kit import SYSTEMS, facts_of, write

FILES = {
    "hubspot.contact": (CONTACT, "hs_object_id"),
    "hubspot.deal": (DEAL, "hs_object_id"),
    "hubspot.email_event": (EVENT, "id"),
    "salesforce.lead": (LEAD, "Id"),
    "salesforce.opportunity": (OPPORTUNITY, "Id"),
    "salesforce.task": (TASK, "Id"),
    "marketo.lead": (MARKETO_LEAD, "id"),
    "marketo.activity": (BULK, "marketoGUID"),
    "ad_spend.google_campaign": (GOOGLE, "date"),
}


@pytest.mark.parametrize("name", FILES)
def test_each_kind_of_row_conforms(name: str, tmp_path: Path) -> None:
    row, key = FILES[name]
    rows = [
        row | {key: f"2024-03-{i + 1:02d}" if key == "date" else f"{row[key][:10]}{i:03d}"} for i in range(25)
    ]
    path = write(tmp_path, "file.csv", rows)
    system = next(s for s in SYSTEMS if name.startswith(s.name))
    assert system.recognise(sniff(path)).object == name.partition(".")[2]
    read = check_conforms(system, path, Reading("crm", name.partition(".")[2]), tmp_path)
    assert len(read) == 25
    natural = [fact.natural_id for fact in facts_of(read)]
    assert len(natural) == len(set(natural)) >= 25
