"""ZIP archives that are the same bytes for the same content: DOCX and ODT files."""

import io
import zipfile


def without_times(archive: bytes) -> bytes:
    """The archive without its time stamps: the same files in the same order, stored or deflated as before."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as made, zipfile.ZipFile(written, "w") as again:
        for entry in made.infolist():
            again.writestr(zipfile.ZipInfo(entry.filename), made.read(entry), entry.compress_type)
    return written.getvalue()
