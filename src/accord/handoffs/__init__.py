"""From one team to the other: offers, owners, clocks, outcomes."""
