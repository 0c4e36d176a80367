"""Passwords kept as the product keeps them, by Argon2, at the least work it allows.

Every test's company has six people, and at full strength (100 MiB, eight lanes) adding them is most of the test.
Served processes keep the product's own strength; they read these as well, because a digest says how it was made.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Argon2id with one pass over eight KiB."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
