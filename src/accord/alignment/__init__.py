"""Looking at ourselves: survey, weekly pack, decisions, rhythm."""
