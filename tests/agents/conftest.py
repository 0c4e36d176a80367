"""The reporting room's cast, private folder and draft, for the tests that judge a record."""

from tests.reporting.conftest import cast, draft, folder

__all__ = ["cast", "draft", "folder"]
