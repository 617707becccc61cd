"""A Unix socket in a folder: its file may be used by its owner and group alone, and is no other program's."""

import errno
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

MODE = 0o660


@contextmanager
def socket_at(path: Path) -> Iterator[socket.socket]:
    """A socket bound there for as long as the block lasts. A file that a killed program left there is replaced.

    Raises OSError when it cannot be made: another program listens there, or the file is no socket.
    """
    _remove_stale(path)
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as made:
        before = os.umask(0o007)  # the file is nobody else's from its first moment on
        try:
            made.bind(str(path))
        finally:
            os.umask(before)
        path.chmod(MODE)
        ours = path.stat()
        try:
            yield made
        finally:
            if path.exists() and os.path.samestat(path.stat(), ours):
                path.unlink()


def _remove_stale(path: Path) -> None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode):
        raise OSError(errno.EEXIST, f"{path} is there and is no socket")
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as asking:
        try:
            asking.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
        else:
            raise OSError(errno.EADDRINUSE, "another program listens there")
