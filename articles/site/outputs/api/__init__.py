"""The API, /api/v1/: releases, terms, counts and changes as JSON, without a key. OpenAPI is made from it."""
