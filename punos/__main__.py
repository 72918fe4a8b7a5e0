"""``python -m punos`` is the command ``punos``."""

from __future__ import annotations

from punos.cli.app import main

main()
