"""The wheel's dependencies are requirements/run.in: one list, written once."""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class RequirementsIn(MetadataHookInterface):
    """Reads the requirement lines of run.in into the project's dependencies."""

    def update(self, metadata: dict[str, object]) -> None:
        """Set `dependencies` in the metadata that is being built."""
        lines = (Path(self.root) / "requirements" / "run.in").read_text(encoding="utf-8").splitlines()
        metadata["dependencies"] = [line for line in lines if line and not line.startswith("#")]
