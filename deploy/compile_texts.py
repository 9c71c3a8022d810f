"""Compile the catalogues of texts into the package while it is built, so that an installed app starts at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTexts(BuildHookInterface[Any]):
    """Run ``python -m coaching.words`` before the files of the package are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile what is missing or stale, and have it packed although it is no part of the repository."""
        subprocess.run([sys.executable, "-m", "coaching.words"], cwd=Path(self.root), check=True)
        build_data["artifacts"].append("coaching/words/catalogues/*/messages.mo")
