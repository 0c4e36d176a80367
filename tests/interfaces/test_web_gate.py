"""The gate refuses text that no database keeps, signed in or not."""

import pytest
from django.test import Client

from tests.cast import PASSWORD, Cast


@pytest.mark.parametrize(
    "address", ["/journey?search=%00", "/journey/companies?search=a%00b", "/board?from=%00"]
)
def test_a_nul_in_an_address_is_refused_in_two_lines(cast: Cast, address: str) -> None:
    client = Client()
    assert client.login(username="olga@accord.example", password=PASSWORD)
    answer = client.get(address)
    assert answer.status_code == 422
    assert "page.unkeepable_text" in answer.content.decode()


def test_a_nul_in_a_sign_in_is_refused_before_the_database_sees_it(db: None) -> None:
    answer = Client().post("/sign-in", {"username": "a\0b@x.example", "password": "x\0"})
    assert answer.status_code == 422
