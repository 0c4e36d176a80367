"""Single sign-on without HTTP: judging a token, and whom it lets in."""
