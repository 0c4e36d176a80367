"""A guessed mapping reads the file it was guessed from; shipped mappings are recognised by the header."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.connectors.csv_file import connector, load_mapping
from accord.connectors.csv_file.guess import UNSURE, guess
from accord.connectors.csv_file.node import load_yaml
from accord.connectors.csv_file.shipped import load_shipped
from accord.connectors.protocol import Reading
from accord.connectors.tabular import sniff
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import FactKind, RowRead
from tests.connectors.conformance import check_conforms

GERMAN = (
    "Kunden-Nr;E-Mail Adresse;Vorname;Nachname;Firma;Land;Erstellt am;Branche;Quelle;Bemerkung\n"
    "17;anna@müller.example;Anna;Müller;Müller GmbH;Deutschland;31.01.2024;Chemie;Messe;x\n"
    "18;bert@maier.example;Bert;Maier;Maier AG;Deutschland;01.02.2024;Bau;Web;\n"
)
FRENCH = (
    "Identifiant client;Courriel;Prénom;Nom;Entreprise;Pays;Date de création\n"
    "a1;luc@exemple.example;Luc;Noël;Exemple SA;France;13/02/2024\n"
)
DUTCH = (
    "Klantnummer\tE-mailadres\tVoornaam\tAchternaam\tBedrijfsnaam\tAangemaakt op\n"
    "9\tjan@bedrijf.example\tJan\tde Vries\tBedrijf BV\t2024-02-13\n"
)
DEALS = "Deal ID,Amount,Currency,Stage,Close Date,Email\n7,1234.50,EUR,Closed Won,2024-02-13,a@b.example\n"
CLICKS = "Email,Event Type,Timestamp,Campaign\na@b.example,email_click,2024-02-13T10:00:00Z,spring\n"


@pytest.mark.parametrize(
    ("text", "rows", "meanings"),
    [
        (
            GERMAN,
            "person",
            {"id", "email", "first_name", "last_name", "company", "country", "at", "industry"},
        ),
        (FRENCH, "person", {"email", "first_name", "last_name", "company", "country", "at"}),
        (DUTCH, "person", {"id", "email", "first_name", "last_name", "company", "at"}),
        (DEALS, "deal", {"deal_id", "amount", "currency", "status", "won_at", "email"}),
        (CLICKS, "touch", {"email", "event", "at", "campaign"}),
    ],
)
def test_a_guess_knows_the_columns_and_reads_the_file(
    text: str, rows: str, meanings: set[str], tmp_path: Path
) -> None:
    path = tmp_path / "guessed.csv"
    path.write_text(text, encoding="utf-8")
    found = guess(sniff(path))
    assert found.mapping["rows"] == rows
    assert {one.meaning for one in found.columns} >= meanings
    assert all(0 <= one.sureness <= 1 for one in found.columns)
    if not found.mapping.get("id") and rows == "person":
        assert any("id" in line for line in found.unsure)
        return
    read = list(connector.read(sniff(path), Reading("guessed", mapping=load_mapping(found.text()))))
    assert all(isinstance(row, RowRead) for row in read)


@settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.text('aeimNo12@.,;-/:"\n= €ä', min_size=1, max_size=300))
def test_any_table_can_be_guessed_and_its_mapping_is_yaml(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_text(text, encoding="utf-8")
        try:
            found = guess(sniff(path))
        except Invalid:
            return
        assert load_yaml(found.text()) == found.mapping


def test_a_guess_does_not_invent_a_currency(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("Order ID,Email,Date,Price\n1,a@b.example,2024-02-13,5.00\n")
    found = guess(sniff(path))
    assert any("currency" in line for line in found.unsure)
    with pytest.raises(Invalid, match="no currency"):
        load_mapping(found.text())


SUBSCRIBED = (
    '"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,'
    "LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS\n"
    'a@b.example,Anna,,2,,,"2015-03-16 14:40:47",,,,,,,DE,,"2015-03-16 14:40:47",1,e1,,"""VIP"",""Blog"""\n'
    'c@d.example,Carl,Dee,2,,,"2015-03-17 14:40:47",,,,,,,US,,"2015-03-17 14:40:47",2,e2,,\n'
)
UNSUBSCRIBED = (
    '"Email Address",MEMBER_RATING,CONFIRM_TIME,LAST_CHANGED,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,'
    "UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER,LEID,EUID,NOTES\n"
    "a@b.example,2,2015-03-16 14:40:47,2016-01-01 10:00:00,2016-01-01 10:00:00,News,77,NORMAL,,1,e1,\n"
)
MAUTIC = (
    "id,title,firstname,lastname,company,position,email,country,points,last_active,date_added\n"
    "4,,Ana,Ruiz,Ruiz SL,CTO,ana@ruiz.example,Spain,12,2024-02-13 10:00:00,2024-01-13 10:00:00\n"
)


@pytest.mark.parametrize(
    ("name", "text", "kinds"),
    [
        ("mailchimp_subscribed", SUBSCRIBED, {FactKind.record_created, FactKind.attribute}),
        ("mailchimp_unsubscribed", UNSUBSCRIBED, {FactKind.record_created, FactKind.unsubscribed}),
        ("mautic_contacts", MAUTIC, {FactKind.record_created, FactKind.attribute}),
    ],
)
def test_shipped_mappings_are_recognised_and_conform(
    name: str, text: str, kinds: set[FactKind], tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    path.write_text(text)
    recognised = connector.recognise(sniff(path))
    assert (recognised.object, recognised.sureness) == (name, 0.9)
    assert load_mapping(guess(sniff(path)).text())["about"] == load_shipped()[name]["about"]
    rows = check_conforms(connector, path, Reading("mail"), tmp_path)
    told = {fact.kind for row in rows if isinstance(row, RowRead) for fact in row.facts}
    assert told == kinds


def test_every_shipped_mapping_is_valid() -> None:
    assert len(load_shipped()) == 4
    for mapping in load_shipped().values():
        load_mapping(_as_yaml(mapping))


def _as_yaml(mapping: object) -> str:
    import json

    return json.dumps(mapping)  # JSON is YAML


def test_any_other_table_is_hardly_ours(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    assert connector.recognise(sniff(path)).sureness < 0.2


def test_a_bad_value_in_a_small_file_costs_its_row_and_not_the_column(tmp_path: Path) -> None:
    path = tmp_path / "small.csv"
    good = "".join(f"{n},p{n}@halden.example\n" for n in range(5))
    path.write_text(f"Id,Email\n{good}6,not an address\n")
    (column,) = [each for each in guess(sniff(path)).columns if each.column == "Email"]
    assert (column.meaning, column.sureness > UNSURE) == ("email", True)
