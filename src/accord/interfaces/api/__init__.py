"""The HTTP API: the same questions and acts as the pages, by key, described as OpenAPI."""
