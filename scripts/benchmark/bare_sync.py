"""The floor of a first sync: fetch a list of pages with two connections, and keep nothing.

    python bare_sync.py ADDRESS FILE

FILE has a path a line; the environment has BENCH_USER and BENCH_PASSWORD.
"""

import asyncio
import os
import sys
from pathlib import Path

import httpx


async def fetch(address: str, paths: list[str]) -> None:
    """Fetch the pages in their order."""
    waiting = iter(paths)
    login = (os.environ["BENCH_USER"], os.environ["BENCH_PASSWORD"])
    limits = httpx.Limits(max_connections=2)
    async with httpx.AsyncClient(auth=login, limits=limits, timeout=60) as client:

        async def work() -> None:
            for path in waiting:
                (await client.get(f"{address}{path}")).raise_for_status()

        await asyncio.gather(work(), work())


asyncio.run(fetch(sys.argv[1], Path(sys.argv[2]).read_text(encoding="utf-8").split()))
