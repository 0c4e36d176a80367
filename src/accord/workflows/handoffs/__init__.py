"""From a touch to a hand-off and on to its outcome: score, route, offer, follow, warn, tell."""
