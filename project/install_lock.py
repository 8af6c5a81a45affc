"""Install a hash lock with pip and say how far it is: ``python project/install_lock.py requirements-dev.lock``.

pip prints either nothing or a line for each package and then nothing while it unpacks them all, which on a slow disk
takes longest. This runs on the standard library alone, in the environment into which it installs.
"""

import re
import subprocess  # pip is run as a user would
import sys
import sysconfig
import threading
from pathlib import Path

_EVERY_S = 3.0
_FETCHED = re.compile(r"^(?:Collecting|Processing) ", re.MULTILINE)  # from an index, from a folder
_PINNED = re.compile(r"^[A-Za-z0-9]\S*==", re.MULTILINE)
# The lock is complete, so pip resolves nothing (--no-deps). Of its 20,000 files few are ever imported: Python compiles
# them when they first are.
_PIP = ("-m", "pip", "--disable-pip-version-check", "install", "--require-hashes", "--no-deps", "--no-compile")


def main(lock: Path) -> int:
    """Return pip's exit status, having printed its errors and, now and then, how many packages are there."""
    pinned = len(_PINNED.findall(lock.read_text(encoding="utf-8")))
    print(f"{lock.name}: {pinned} packages", flush=True)
    command = [sys.executable, *_PIP, "--progress-bar", "off", "-r", str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as pip:
        fetched: list[str] = []
        reader = threading.Thread(target=lambda: fetched.extend(pip.stdout or ()), daemon=True)
        reader.start()
        shown = ""
        while reader.is_alive():
            reader.join(_EVERY_S)
            if (now := _progress(len(_FETCHED.findall("".join(fetched))))) != shown:
                shown = now
                print(f"  {now}", flush=True)
    return pip.returncode


def _progress(fetched: int) -> str:
    return f"fetched {fetched}, installed {len(list(Path(sysconfig.get_path('purelib')).glob('*.dist-info')))}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
