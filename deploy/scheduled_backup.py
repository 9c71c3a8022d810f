"""Back up on a schedule, and prove each backup by restoring it.

``python deploy/scheduled_backup.py FOLDER [--keep 14] [--every HOURS]`` writes ``coach-<time>.zip``, restores it into
an empty SQLite database in a temporary folder, verifies that one, and removes all but the last backups that passed.
Without ``--every`` it does so once, for cron or a systemd timer; the exit status is 0 only where the drill passed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def coach(*arguments: str, env: Mapping[str, str]) -> bool:
    """Run a command of ``python -m coaching``; its words go to the log."""
    return subprocess.run([sys.executable, "-m", "coaching", *arguments], cwd=ROOT, env=dict(env)).returncode == 0


def back_up(folder: Path, keep: int, now: dt.datetime, env: Mapping[str, str]) -> bool:
    """Make one backup and restore it for a try; say whether it can be relied on. One that cannot is kept as it is."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / f"coach-{now:%Y%m%dT%H%M%SZ}.zip"
    if not coach("backup", str(file), env=env):
        return False
    elsewhere = {name: value for name, value in env.items() if name not in ("DATABASE_URL", "SALES_COACH_EXPECT_DATA")}
    with tempfile.TemporaryDirectory(prefix="drill") as place:
        elsewhere["SALES_COACH_DATA"] = place
        if not (coach("restore", str(file), env=elsewhere) and coach("verify", env=elsewhere)):
            file.rename(file.with_suffix(".failed"))
            return False
    for old in sorted(folder.glob("coach-*.zip"))[:-keep]:
        old.unlink()
    return True


def main() -> int:
    """Back up once, or for ever."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--keep", type=int, default=14)
    asked.add_argument("--every", type=float, metavar="HOURS")
    options = asked.parse_args()
    while True:
        passed = back_up(options.folder, max(options.keep, 1), dt.datetime.now(dt.UTC), os.environ)
        print("The backup was restored and verified." if passed else "THE BACKUP FAILED.", flush=True)
        if options.every is None:
            return 0 if passed else 1
        time.sleep(options.every * 3600)


if __name__ == "__main__":
    sys.exit(main())
