"""The `outlet` command: sets the project up, runs it and tests it."""
