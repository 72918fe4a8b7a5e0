"""Questions side by side: what happens to the other processes when the one that asked is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from punos.runner import many
from punos.runner.many import Base, ask_many
from punos.session import Session
from tests.model.hand import study

LONG = 60.0


def busy(session: Session, folder: str) -> float:
    """Tell who works on it, then work for long."""
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(LONG if os.environ.get("PUNOS_TEST_WORKER") else 0.0)
    return session.answer().objective


def ask(folder: str) -> None:
    """Ask four times: twice here, then side by side."""
    many.WORTH = -1.0
    base = Base(study(), study().plan().choices)
    for number, _ in enumerate(ask_many(base, [folder] * 4, busy, workers=2)):
        if number == 1:  # those that are started from now on take long
            os.environ["PUNOS_TEST_WORKER"] = "1"


def alive(process: int) -> bool:
    """Whether a process runs, and is not only waiting to be buried."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked at in /proc")
def test_nobody_works_on_for_a_process_that_was_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", f"from tests.runner.test_many import ask; ask({str(tmp_path)!r})"]
    asking = subprocess.Popen(command, cwd=Path(__file__).resolve().parents[2])
    try:
        until = time.monotonic() + 90
        while len(workers := [int(p.name) for p in tmp_path.iterdir() if p.name != str(asking.pid)]) < 2:
            assert time.monotonic() < until, "no processes were started"
            assert asking.poll() is None, "it ended by itself"
            time.sleep(0.1)
    finally:
        asking.send_signal(signal.SIGKILL)
        asking.wait()
    until = time.monotonic() + 20
    while any(map(alive, workers)):
        assert time.monotonic() < until, "processes work on"
        time.sleep(0.2)
