"""Files and folders that only their owner can use.

The umask can only remove rights from the mode that a file is created with, and a file that exists keeps its mode. So
the mode is set after creation, and what is too open is tightened.
"""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_SQLITE_SIDE_FILES = ("-wal", "-shm", "-journal")


class FolderShared(OSError):
    """A folder that other users can use, and whose rights are not this user's to change."""


def create_private_folder(path: Path) -> None:
    """Create a folder and its missing parents with mode 0700. A folder that exists keeps its mode.

    Raises:
        OSError: if it cannot be created, or is not a folder.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=stat.S_IRWXU, exist_ok=True)  # another process may create it at the same time
        folder.chmod(stat.S_IRWXU)
    if not path.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))


def make_private_folder(path: Path) -> None:
    """Create a folder, or close an existing one to every user but its owner.

    A folder of this user is tightened rather than refused: it was made for the service, usually with a default mode. A
    folder that serves other users as well must keep its mode: one that belongs to another user, one with the sticky
    bit such as /tmp, and the root of the file system.

    Raises:
        FolderShared: if it is open to other users, and must stay so.
        OSError: if it cannot be created, or is not a folder.
    """
    create_private_folder(path)
    status = path.stat()
    if not status.st_mode & _OF_OTHERS:
        return
    is_root = path.resolve() == Path(path.resolve().anchor)
    if status.st_uid != os.geteuid() or status.st_mode & stat.S_ISVTX or is_root:
        raise FolderShared
    path.chmod(status.st_mode & stat.S_IRWXU)


def create_private_file(path: Path) -> None:
    """Create an empty file with mode 0600, or close an existing one to every user but its owner.

    An existing file is not opened: closing it would release the locks that SQLite holds on it in this process.

    Raises:
        OSError: if it cannot be created, or is open to others and belongs to another user.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    except FileExistsError:
        _tighten(path)
    else:
        os.fchmod(descriptor, stat.S_IRUSR | stat.S_IWUSR)
        os.close(descriptor)


def create_private_sqlite_file(path: Path) -> None:
    """Create the file of an SQLite database as ``create_private_file`` does, and tighten the files beside it.

    SQLite gives a side file that it creates the mode of the database, whatever the umask, but reuses an existing one.

    Raises:
        OSError: if the file cannot be created, or one of them is open to others and belongs to another user.
    """
    create_private_file(path)
    for suffix in _SQLITE_SIDE_FILES:
        side = path.with_name(path.name + suffix)
        with suppress(FileNotFoundError):  # another process removes them when it is the last to close the database
            _tighten(side)


def _tighten(path: Path) -> None:
    mode = path.stat().st_mode
    if mode & _OF_OTHERS:
        path.chmod(mode & stat.S_IRWXU)
