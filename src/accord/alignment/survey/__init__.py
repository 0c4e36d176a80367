"""The survey: the same questions to both teams, one round a cycle, and no way from an answer to a person."""
