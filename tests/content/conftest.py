"""A company per test."""

from tests.campaigns.conftest import company as company
