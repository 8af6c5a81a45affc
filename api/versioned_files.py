"""The files that embedding pages load: revalidated at a stable name, and immutable at a name with their digest."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Path as PathParameter
from fastapi.responses import Response

from core.http.entity_tags import is_match
from core.http.gzip_accepted import accepts_gzip
from core.http.problem import ApiProblem

_DIGEST_CHARACTERS = 16  # of a SHA-256 in hexadecimal; names a version, the integrity attribute verifies it
_REVALIDATED = "no-cache"
_KEPT = "public, max-age=31536000, immutable"
_MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".ts": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}


# No slots: the compressed content is cached on first use.
@dataclass(frozen=True)
class VersionedFile:
    """A file of a published version, read once."""

    name: str
    content: bytes

    @cached_property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()[:_DIGEST_CHARACTERS]

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.content, mtime=0)

    @property
    def digest_name(self) -> str:
        """Return its name with the digest before the ending: ``host.0123456789abcdef.js``."""
        stem, _, ending = self.name.rpartition(".")
        return f"{stem}.{self.digest}.{ending}"

    def response(self, request: Request, headers: Mapping[str, str], *, is_kept: bool) -> Response:
        """Return the file as the request wants it. Each encoding has an entity tag, as its bytes differ."""
        is_compressed = any(accepts_gzip(value) for value in request.headers.getlist("accept-encoding"))
        tag = f'"{self.digest}-gzip"' if is_compressed else f'"{self.digest}"'
        sent = {
            **headers,
            "Cache-Control": _KEPT if is_kept else _REVALIDATED,
            "ETag": tag,
            "Vary": "Accept-Encoding",
        }
        if is_match(tag, request.headers.getlist("if-none-match")):
            return Response(status_code=304, headers=sent)
        if is_compressed:
            sent["Content-Encoding"] = "gzip"
        content = self.compressed if is_compressed else self.content
        return Response(content, headers=sent, media_type=_MEDIA_TYPES[Path(self.name).suffix])


def versioned_files(folder: Path) -> dict[str, VersionedFile]:
    """Return the files of a folder by name."""
    found = (path for path in sorted(folder.iterdir()) if path.suffix in _MEDIA_TYPES)
    return {path.name: VersionedFile(path.name, path.read_bytes()) for path in found}


def versioned_files_router(files: Mapping[str, VersionedFile], headers: Mapping[str, str]) -> APIRouter:
    """Build the routes of ``/web/v1``; the headers are those that every response of them has."""
    router = APIRouter(prefix="/web/v1", include_in_schema=False)
    by_digest = {file.digest_name: file for file in files.values()}

    @router.get("/{name}")
    async def read(name: Annotated[str, PathParameter(max_length=80)], request: Request) -> Response:
        if file := by_digest.get(name):
            return file.response(request, headers, is_kept=True)
        if file := files.get(name):
            return file.response(request, headers, is_kept=False)
        raise ApiProblem("notFound")

    return router
