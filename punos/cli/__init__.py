"""The command line: one file a command, put together in :mod:`punos.cli.app`."""
