"""What a password is kept as: tests keep theirs quickly, the product never does."""

import argon2
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, identify_hasher
from tests.quick_passwords import QuickArgon2

from accord.config import settings as product

LEAST_KIB, LEAST_PASSES = 19 * 1024, 2
"""OWASP's password storage cheat sheet: Argon2id with 19 MiB and two passes, or more."""


def test_the_product_keeps_passwords_by_argon2_at_full_strength() -> None:
    first = product.PASSWORD_HASHERS[0]
    assert first == f"{Argon2PasswordHasher.__module__}.{Argon2PasswordHasher.__name__}"
    kept = Argon2PasswordHasher().params()
    assert kept.type is argon2.Type.ID
    assert kept.memory_cost >= LEAST_KIB
    assert kept.time_cost >= LEAST_PASSES


def test_what_tests_keep_is_argon2_too_and_made_strong_at_the_next_sign_in() -> None:
    quick = QuickArgon2().encode("correct horse battery", "a salt of its own")
    assert identify_hasher(quick).algorithm == Argon2PasswordHasher.algorithm
    assert Argon2PasswordHasher().must_update(quick)
    assert check_password("correct horse battery", quick)
    assert not check_password("another horse battery", quick)
