"""The command line: one file a command; each reads its settings, calls a lower floor, prints."""
