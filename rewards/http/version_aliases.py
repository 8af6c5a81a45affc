"""``/v1/...`` and ``/v2/...`` for callers that name the version in the path: the same routes as ``?version=``."""

import re
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

_ALIAS = re.compile(r"^/v(?P<version>[12])(?=/)")


class VersionAliases:
    """Turns the version of the path into the parameter. One that contradicts the parameter is refused."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            _replace_alias(scope)
        await self._app(scope, receive, send)


def _replace_alias(scope: Scope) -> None:
    """Change the scope in place: the handler of unexpected errors reads the request id from it."""
    # Where this application is mounted, the path still begins with what it is mounted under.
    root = scope.get("root_path", "")
    path: str = scope["path"]
    prefix = root if root and path.startswith(root) else ""
    alias = _ALIAS.match(path[len(prefix) :])
    if alias is None:
        return
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    asked = {value for name, value in query if name == "version"} | {alias["version"]}
    kept = [(name, value) for name, value in query if name != "version"]
    scope["path"] = prefix + path[len(prefix) + alias.end() :]
    scope["raw_path"] = None
    scope["query_string"] = urlencode([*kept, ("version", ",".join(sorted(asked)))]).encode("latin-1")
