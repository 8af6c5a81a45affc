"""The stand-in for a model server, on a chosen port: ``python -m bench.resilience.model_process PORT``."""

import asyncio
import sys

from bench.turn_stub import Stub


async def main(port: int) -> None:
    """Serve until killed."""
    server = await asyncio.start_server(Stub({}).serve, "127.0.0.1", port, backlog=256)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
