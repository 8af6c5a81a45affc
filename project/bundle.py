"""Make the files of ``web/v1``, which embedding pages load: ``python -m project.bundle`` (needs ``node_modules``).

esbuild, pinned in ``package-lock.json``, writes the modules of ``web/`` into one file for each entry. The result
depends on nothing but the sources and the version of esbuild, so a test makes it again and compares.
"""

import json
import subprocess
from base64 import b64encode
from hashlib import sha256, sha384
from pathlib import Path
from tempfile import TemporaryDirectory

_ROOT = Path(__file__).resolve().parents[1]
_WEB = _ROOT / "web"
_ESBUILD = _ROOT / "node_modules" / ".bin" / "esbuild"
_ENTRIES = {"rewards-sidebar.js": "rewards-sidebar.js", "embed.js": "bridge-frame.js", "host.js": "bridge-host.js"}
_BANNER = "/*! Rewards support agent, {name} of version 1. Apache-2.0{others}. Source: ../; licences: licences.txt */"
_OPTIONS = (
    *("--bundle", "--splitting", "--minify", "--format=esm", "--target=es2022"),
    *("--charset=utf8", "--legal-comments=none", "--log-level=warning"),
)
TIMEOUT_S = 60


def can_bundle() -> bool:
    """Whether esbuild is installed."""
    return _ESBUILD.exists()


def bundled() -> dict[str, bytes]:
    """Return the files of ``web/v1`` that are made, by name.

    Raises:
        subprocess.CalledProcessError: if esbuild cannot bundle the sources.
    """
    files: dict[str, bytes] = {}
    for name, entry in _ENTRIES.items():
        files |= _bundle(name, entry)
    digests = {
        name: {
            "bytes": len(content),
            "sha256": sha256(content).hexdigest(),
            "integrity": f"sha384-{b64encode(sha384(content).digest()).decode()}",
        }
        for name, content in files.items()
    }
    files["digests.json"] = (json.dumps(digests, indent=2) + "\n").encode()
    files["licences.txt"] = _licences()
    return files


def _bundle(name: str, entry: str) -> dict[str, bytes]:
    """Return the bundle of an entry and, beside it, what it loads on demand."""
    others = ", with Lit, BSD-3-Clause" if name == "rewards-sidebar.js" else ""
    banner = _BANNER.format(name=name, others=others)
    with TemporaryDirectory() as folder:
        places = (f"--outdir={folder}", f"--entry-names={Path(name).stem}", "--chunk-names=[name]")
        command = [str(_ESBUILD), entry, *_OPTIONS, *places, f"--banner:js={banner}"]
        subprocess.run(command, cwd=_WEB, check=True, capture_output=True, timeout=TIMEOUT_S)
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def _licences() -> bytes:
    own = (_ROOT / "LICENSE").read_text(encoding="utf-8")
    lit = (_WEB / "vendor" / "LICENSE-lit").read_text(encoding="utf-8")
    text = f"The files of this folder.\n\n{own}\n\n{'-' * 78}\n\nLit, in rewards-sidebar.js.\n\n{lit}"
    return text.encode()


def main() -> None:
    """Write the files and say how large they are."""
    folder = _WEB / "v1"
    folder.mkdir(exist_ok=True)
    for name, content in bundled().items():
        (folder / name).write_bytes(content)
        print(f"  web/v1/{name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
