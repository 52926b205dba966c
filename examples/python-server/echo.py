#!/usr/bin/env python3
"""A server that sends everything back. No device should loop or crash on it: it is refused, and retries slowly.

    python3 echo.py [port]
"""
import asyncio
import sys

import websockets


async def echo(socket, *_path):
    try:
        async for message in socket:
            print(message, flush=True)
            await socket.send(message)
    except websockets.ConnectionClosed:
        pass


async def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8091
    async with websockets.serve(echo, "127.0.0.1", port, subprotocols=["mooring.v1"]) as server:
        print(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/", flush=True)
        await asyncio.Future()


asyncio.run(main())
