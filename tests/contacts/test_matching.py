"""Addresses, telephones and names made comparable: pure functions, by the field's own ugly cases."""

import doctest
import importlib

import pytest

from accord.contacts.matching.companies import company_name_key, core_words, country_code
from accord.contacts.matching.emails import (
    company_domain,
    is_free_mail,
    is_role_address,
    normalise_email,
    registrable_domain,
)
from accord.contacts.matching.people import compatible_names, full_name_key
from accord.contacts.matching.phones import normalise_phone


@pytest.mark.parametrize("name", ["emails", "phones", "text", "people", "companies", "anatomy", "fuzzy"])
def test_the_examples_in_the_code_hold(name: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(f"accord.contacts.matching.{name}"))
    assert (failed, tried > 0) == (0, True)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Anna.Berg@ACME.com ", "anna.berg@acme.com"),
        ("mailto:anna@acme.com?subject=hi", "anna@acme.com"),
        ('"Berg, Anna" <anna@acme.com>', "anna@acme.com"),
        ("anna+events@acme.com", "anna+events@acme.com"),
        ("anna@bücher.example", "anna@xn--bcher-kva.example"),
        ("anna@XN--BCHER-KVA.example", "anna@xn--bcher-kva.example"),
        ("anna@acme.com.", "anna@acme.com"),
        ("anna", ""),
        ("anna@acme", ""),
        ("a@b@acme.com", ""),
        ("anna@acme.com, otto@acme.com", ""),
        ("", ""),
    ],
)
def test_addresses(text: str, address: str) -> None:
    assert normalise_email(text) == address
    assert normalise_email(address) == address


def test_plus_tags_are_kept_and_do_not_hide_a_role() -> None:
    assert normalise_email("a+b@acme.com") != normalise_email("a@acme.com")
    assert is_role_address("info+web@acme.com")


@pytest.mark.parametrize(
    "address", ["a@gmail.com", "a@googlemail.com", "a@t-online.de", "a@yahoo.co.uk", "a@mail.yahoo.co.uk"]
)
def test_free_mail(address: str) -> None:
    assert is_free_mail(address)
    assert company_domain(address) == ""


@pytest.mark.parametrize(
    "address",
    ["info@a.com", "no-reply@a.com", "NOREPLY@a.com".lower(), "sales@a.com", "customer.service@a.com"],
)
def test_role_addresses(address: str) -> None:
    assert is_role_address(address)
    assert not is_role_address(address.replace("@", ".berg@"))


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("https://www.acme.co.uk/contact?x=1", "acme.co.uk"),
        ("mail.acme.com.br", "acme.com.br"),
        ("acme.github.io", "acme.github.io"),
        ("one.myshopify.com", "one.myshopify.com"),
        ("münchen.de", "xn--mnchen-3ya.de"),
        ("localhost", ""),
        ("10.0.0.1", ""),
        ("co.uk", ""),
    ],
)
def test_registrable_domains_from_the_bundled_list(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("+49 (0)30 555-1234", "030/5551234"),
        ("+1 (415) 555-2671 ext. 12", "415.555.2671"),
        ("0031 20 624 1111", "+31206241111"),
    ],
)
def test_telephones(left: str, right: str) -> None:
    assert normalise_phone(left) == normalise_phone(right) != ""


@pytest.mark.parametrize("text", ["", "12345", "000000000", "n/a", "123456789"])
def test_no_telephones(text: str) -> None:
    assert normalise_phone(text) == ""


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Søren Ørsted", "Orsted, Soren"),
        ("Dr. Anna Berg", "BERG ANNA"),
        ("Bob Miller", "Robert Miller"),
        ("Jürgen von der Heide", "Juergen Heide".replace("ue", "u")),
        ("Ольга Иванова", "Olga Ivanova"),
        ("José Muñoz", "Jose Munoz"),
    ],
)
def test_names_of_persons(left: str, right: str) -> None:
    assert full_name_key(left) == full_name_key(right) != ""


@pytest.mark.parametrize("name", ["", "Anna", "A. Berg", "anna@acme.com", "Dr."])
def test_names_that_do_not_suffice(name: str) -> None:
    assert full_name_key(name) == ""


def test_names_that_can_be_one_persons() -> None:
    assert compatible_names("A. Berg", "Anna Maria Berg")
    assert compatible_names("", "Anna Berg")
    assert not compatible_names("Anna Berg", "Anna Lind")
    assert not compatible_names("Otto Berg", "Anna Berg")


@pytest.mark.parametrize(
    "name",
    [
        "Acme Water GmbH", "ACME WATER GmbH & Co. KG", "Acme Water B.V.", "Acme Water b. v.,",
        "Acme Water N.V.",
        "N.V. Acme Water", "Acme Water BVBA", "Acme Water S.A.R.L.", "Acme Water A/S", "Acme Water Oy",
        "Acme Water K.K.", "Acme Water LLC", "Acme Water Ltda.", "Acme Water, Inc.", "Acme Water Co., Ltd.",
        "ООО Acme Water", "Acme Water S.p.A.", "Acme Water Sp. z o.o.", "Acme Water AB", "AB Acme Water",
        "Acme Water Pty Ltd", "Acme Water Pvt. Ltd.", "Acme Water S.A. de C.V.", "Acme Water s.r.o.",
        "Acme Water GmbH, Hamburg, DE", "Acme-Water (Deutschland) AG", "ÁCME WATER Kft.", "AcmeWater PLC",
        "Acme Water Gesellschaft mit beschränkter Haftung", "Acme Water Sdn. Bhd.", "Acme Water d.o.o.",
    ],
)  # fmt: skip
def test_legal_forms_are_stripped(name: str) -> None:
    assert company_name_key(name) == "acmewater|"


def test_a_legal_form_counts_in_its_own_country_only() -> None:
    assert core_words("Visa AS", "NO") == ("visa",)
    assert core_words("Simply As", "US") == ("simply", "as")
    assert core_words("Group SE", "DE") == ("group",)
    assert company_name_key("Acme SA", "France") == "acme|FR"
    assert company_name_key("Acme SA", "Japan") == "acmesa|JP"


@pytest.mark.parametrize("name", ["", "n/a", "-", "Self-employed", "TEST", "Freelance", "12345", "."])
def test_placeholders_name_no_company(name: str) -> None:
    assert company_name_key(name) == ""


def test_a_name_of_nothing_but_a_form_stays() -> None:
    assert company_name_key("SAS") == "sas|"
    assert company_name_key("The Company Ltd") == "thecompany|" or company_name_key("The Company Ltd") != ""


def test_countries() -> None:
    assert country_code("The Netherlands") == country_code("NL") == country_code("holland") == "NL"
    assert country_code("") == country_code("zz") == ""
