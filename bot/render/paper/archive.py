"""ZIP archives that are the same bytes for the same content: DOCX and ODT files."""

import io
import zipfile


def without_times(archive: bytes) -> bytes:
    """The archive without the time that it was made at: same files, same order, stored or deflated as they were."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as made, zipfile.ZipFile(written, "w") as again:
        for entry in made.infolist():
            again.writestr(zipfile.ZipInfo(entry.filename), made.read(entry), entry.compress_type)
    return written.getvalue()
