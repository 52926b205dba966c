#!/usr/bin/env python3
"""A server for Mooring devices by docs/protocol.md alone: prints telemetry, acknowledges it, toggles the relay.

    python3 server.py [port [token]]      needs `websockets` 10 or later (Debian: python3-websockets)
"""
import asyncio
import json
import sys
import time
from http import HTTPStatus

import websockets

PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 8090
TOKEN = sys.argv[2] if len(sys.argv) > 2 else None
marks = {}  # (device, stream, priority) -> number of the last record that is stored; lost with this process


async def check_token(_path, headers):
    if TOKEN is not None and headers.get("Authorization") != f"Bearer {TOKEN}":
        return HTTPStatus.UNAUTHORIZED, [], b""


def store(device, priority, params):
    """Prints what is new and returns the mark. A real server answers when its database has it."""
    key = (device, params["stream"], priority)
    mark, base = marks.get(key, 0), 0
    for n, record in enumerate(params.get("records") or params["events"], params["n"]):
        base = record.get("bt", base)
        if n > mark:
            value = record.get("v", record.get("vb", record.get("vs", record.get("data"))))
            when = base + record.get("t", 0)
            print(f"{when:.3f} {device} {record.get('n', record.get('name'))} {value} {record.get('u', '')}", flush=True)
            mark = n
    marks[key] = mark
    return {"n": mark}


async def toggle(socket, device):
    value, count = False, 0
    while True:
        await asyncio.sleep(3)
        value, count = not value, count + 1
        command = {"name": "relay", "value": value, "expires": time.time() + 10}
        await socket.send(json.dumps({"jsonrpc": "2.0", "id": count, "method": "actuator.set", "params": command}))


async def serve(socket, *_path):
    device, toggling = None, None
    try:
        async for text in socket:
            message = json.loads(text)
            method, params, answer = message.get("method"), message.get("params"), None
            if method == "hello":
                device = params["device"]["id"]
                stored = {p: n for (d, s, p), n in marks.items() if (d, s) == (device, params["stream"])}
                answer = {"session": str(socket.id), "time": time.time(), "stored": stored}
                toggling = asyncio.create_task(toggle(socket, device))
            elif method in ("telemetry", "event"):
                answer = store(device, params.get("priority", "event"), params)
            else:
                print(method or "answer", json.dumps(params or message), flush=True)
            if answer is not None:
                await socket.send(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": answer}))
    except websockets.ConnectionClosed:
        pass
    finally:
        if toggling:
            toggling.cancel()
        print(f"{device} is gone", flush=True)


async def main():
    async with websockets.serve(serve, "127.0.0.1", PORT, subprotocols=["mooring.v1"], process_request=check_token) as server:
        print(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/", flush=True)
        await asyncio.Future()


asyncio.run(main())
