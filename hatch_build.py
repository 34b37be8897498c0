"""Puts the shipped scenarios, experiments and data sources into the wheel.

The root folders are the only home of these files. An installed package finds them under ``cse_sim/_shipped``; an
editable install gets no copy, since a copy in site-packages would go stale while the files are being edited.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = ("scenarios", "experiments", "DATA_SOURCES.md")


class ShippedFiles(BuildHookInterface):
    """Adds the root files to every wheel but an editable one."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Map each shipped root file to its place in the package."""
        if version == "standard":
            for name in SHIPPED:
                build_data["force_include"][str(Path(self.root, name))] = f"cse_sim/_shipped/{name}"
