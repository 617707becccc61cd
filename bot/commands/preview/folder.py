"""The folder of a preview: new, empty, or one that we wrote. No file of anybody else is ever touched."""

from pathlib import Path

MARK = ".objecteur-preview"
"""The file that lists those we wrote, which alone are deleted when the folder is written again."""


class FolderError(Exception):
    """The folder cannot be used; the message is one line for the operator."""


class OutputFolder:
    """A folder that lists the files written into it."""

    def __init__(self, path: Path) -> None:
        """Take over the folder. Raises FolderError when it holds files that we did not write, or cannot be written."""
        self._path = path
        self._mark = path / MARK
        try:
            if path.exists() and not path.is_dir():
                raise FolderError(f"{path} is a file, not a folder")
            path.mkdir(parents=True, exist_ok=True)
            ours = self._mark.is_file()
            if any(path.iterdir()) and not ours:
                raise FolderError(f"{path} is not empty, and not a preview: name another folder")
            for name in self._mark.read_text("utf-8").splitlines() if ours else ():
                if Path(name).name == name:  # whatever the list says, nothing outside the folder is deleted
                    (path / name).unlink(missing_ok=True)
            self._mark.write_text("", "utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise FolderError(f"{path} cannot be written: {_reason(error)}") from None

    def write(self, name: str, content: bytes) -> str:
        """List a file, then write it, so that an interrupted preview can be written again. Returns its name."""
        try:
            with self._mark.open("a", encoding="utf-8") as mark:
                mark.write(f"{name}\n")
            (self._path / name).write_bytes(content)
        except OSError as error:
            raise FolderError(f"{self._path / name} cannot be written: {_reason(error)}") from None
        return name


def _reason(error: Exception) -> str:
    return error.strerror or "unknown" if isinstance(error, OSError) else f"{MARK} is not ours"
