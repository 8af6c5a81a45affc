"""The pages that docs/embedding.md shows, as the tests run them."""

import re

from tests.docs.documents import ROOT
from tests.web.host_site import HostSite

_BLOCK = re.compile(r"<!-- host: (?P<name>[a-z ]+) -->\n```\w+\n(?P<content>.*?)```", re.DOTALL)
_SERVICE = "https://rewards.example"


def add_documented_hosts(site: HostSite) -> None:
    """Serve the pages of the document on this site, with the address of its chat service."""
    text = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
    blocks = {match["name"]: match["content"].replace(_SERVICE, site.service) for match in _BLOCK.finditer(text)}
    policy = blocks["proxy policy"].strip()
    site.pages |= {
        "/frame": ("", blocks["frame"]),
        "/component": ("", blocks["component"]),
        "/proxy": (policy, blocks["proxy page"]),
        "/ticket.js": (policy, blocks["proxy script"]),
    }
