#!/usr/bin/env python3
"""Clients that no honest person uses, against one address; prints one JSON line a kind.

  clients.py --port PORT [--pid PID] [--name NAME] [--seconds S] [--kinds A,B] [--large PATH]

Each kind runs for a bounded time with a bounded number of connections, on loopback only. Behind each kind an honest
request has to be answered. With --pid the memory of that process and its children is read before, at the worst moment
and after; growth that stays is told from growth that goes.
"""
import argparse
import asyncio
import json
import os
import random
import socket
import time

HONEST = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Tally:
    def __init__(self):
        self.opened = self.refused = self.dropped = self.answered = self.alive = 0
        self.statuses = {}
        self.seconds_until_dropped = []

    def status(self, answer):
        word = answer[9:12].decode("latin1") if answer.startswith(b"HTTP/1.") else "none"
        self.statuses[word] = self.statuses.get(word, 0) + 1
        self.answered += word != "none"


class Under:
    """The server that is tried."""

    def __init__(self, port, pid, large):
        self.port, self.pid, self.large = port, pid, large

    async def connect(self):
        return await asyncio.wait_for(asyncio.open_connection("127.0.0.1", self.port), 5)

    def processes(self):
        found, waiting = [], [self.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            try:
                with open(f"/proc/{pid}/task/{pid}/children") as children:
                    waiting += [int(word) for word in children.read().split()]
            except OSError:
                pass
        return found

    def memory(self):
        """Resident KiB of the process and its children."""
        total = 0
        for pid in self.processes() if self.pid else []:
            try:
                with open(f"/proc/{pid}/status") as status:
                    total += sum(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
            except OSError:
                pass
        return total

    def files(self):
        total = 0
        for pid in self.processes() if self.pid else []:
            try:
                total += len(os.listdir(f"/proc/{pid}/fd"))
            except OSError:
                pass
        return total

    async def honest(self):
        """Milliseconds until an honest request is answered, or None."""
        begun = time.monotonic()
        try:
            reader, writer = await self.connect()
            writer.write(HONEST)
            answer = await asyncio.wait_for(reader.read(64), 10)
            writer.close()
            return round((time.monotonic() - begun) * 1000, 1) if answer.startswith(b"HTTP/1.") else None
        except (OSError, asyncio.TimeoutError):
            return None


async def drip(server, tally, until, first, piece, pause):
    """Sends `first`, then `piece` again and again with pauses, for as long as the server bears it."""
    try:
        reader, writer = await server.connect()
    except (OSError, asyncio.TimeoutError):
        tally.refused += 1
        return
    tally.opened += 1
    begun = time.monotonic()
    try:
        writer.write(first)
        while time.monotonic() < until:
            writer.write(piece() if callable(piece) else piece)
            await asyncio.wait_for(writer.drain(), 1)
            try:
                answer = await asyncio.wait_for(reader.read(256), pause)
            except asyncio.TimeoutError:
                continue
            if answer:
                tally.status(answer)
            tally.dropped += 1
            tally.seconds_until_dropped.append(time.monotonic() - begun)
            return
        tally.alive += 1
    except (OSError, asyncio.TimeoutError):
        tally.dropped += 1
        tally.seconds_until_dropped.append(time.monotonic() - begun)
    finally:
        writer.close()


async def once(server, tally, request, wait=15, size=4096):
    """One request, one answer."""
    try:
        reader, writer = await server.connect()
    except (OSError, asyncio.TimeoutError):
        tally.refused += 1
        return
    tally.opened += 1
    try:
        try:
            writer.write(request)
            await asyncio.wait_for(writer.drain(), wait)
        except OSError:
            pass  # The server closed while we were still sending: its answer may be there all the same.
        answer = await asyncio.wait_for(reader.read(size), wait)
        tally.status(answer)
    except (OSError, asyncio.TimeoutError):
        tally.dropped += 1
    finally:
        writer.close()


async def many(works, at_once):
    gate = asyncio.Semaphore(at_once)

    async def through(work):
        async with gate:
            await work

    await asyncio.gather(*(through(work) for work in works))


async def slow_heads(server, tally, seconds):
    until = time.monotonic() + seconds
    head = b"GET / HTTP/1.1\r\nHost: x\r\n"
    await asyncio.gather(*(drip(server, tally, until, head, b"X-Slow: 1\r\n", 1) for _ in range(400)))


async def slow_bodies(server, tally, seconds):
    until = time.monotonic() + seconds
    head = b"POST /api/access/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    await asyncio.gather(*(drip(server, tally, until, head, b"{", 1) for _ in range(400)))


async def slow_readers(server, tally, seconds):
    """Asks for a large file many times over one connection and reads nothing."""
    request = f"GET {server.large} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * 50
    # A server that lets go cannot tell a client whose window is shut: its own open files say so.
    before, begun, held, sockets = server.files(), time.monotonic(), 0, []
    for _ in range(200):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(5)
        try:
            client.connect(("127.0.0.1", server.port))
            client.sendall(request)
        except OSError:
            tally.refused += 1
            continue
        tally.opened += 1
        sockets.append(client)
    while time.monotonic() < begun + seconds:
        await asyncio.sleep(1)
        now_held = min(max(0, server.files() - before), tally.opened)
        gone = max(0, held - now_held) if held else tally.opened - now_held
        tally.seconds_until_dropped += [time.monotonic() - begun] * gone
        held = now_held
        if not held:
            break
    tally.alive, tally.dropped = held, tally.opened - held
    for client in sockets:
        client.close()


async def large_heads(server, tally, seconds):
    request = b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Large: " + b"a" * (1 << 20) + b"\r\n\r\n"
    await many([once(server, tally, request) for _ in range(200)], 50)


async def many_fields(server, tally, seconds):
    request = b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(5000)) + b"\r\n"
    await many([once(server, tally, request) for _ in range(200)], 50)


async def large_bodies(server, tally, seconds):
    body = b"{" + b" " * (8 << 20)
    request = (b"POST /api/access/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
               b"Content-Length: %d\r\n\r\n" % len(body)) + body
    await many([once(server, tally, request) for _ in range(100)], 25)


async def false_lengths(server, tally, seconds):
    requests = [b"POST /api/access/login HTTP/1.1\r\nHost: x\r\nContent-Length: %s\r\n\r\n{}" % length
                for length in (b"-1", b"99999999999999999999", b"1e3", b"0x10", b"", b"2, 3")]
    requests.append(b"POST /api/access/login HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}")
    requests.append(b"POST /api/access/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n"
                    b"ffffffffffffffffff\r\n{}\r\n0\r\n\r\n")
    await many([once(server, tally, request, 3) for request in requests * 20], 50)


async def malformed(server, tally, seconds):
    random.seed(7)
    requests = [b"\0" * 100, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,
                b"GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: x\r\n folded: yes\r\n\r\n", b"GET / HTTP/1.1\nHost: x\n\n",
                b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]
    requests += [bytes(random.randrange(256) for _ in range(random.randrange(1, 2000))) + b"\r\n\r\n" for _ in range(300)]
    await many([once(server, tally, request, 2) for request in requests], 50)


async def connection_flood(server, tally, seconds):
    """Opens and says nothing."""
    until = time.monotonic() + seconds
    held = []
    while time.monotonic() < until and len(held) < 4000:
        try:
            held.append(await asyncio.wait_for(asyncio.open_connection("127.0.0.1", server.port), 1))
            tally.opened += 1
        except (OSError, asyncio.TimeoutError):
            tally.refused += 1
            await asyncio.sleep(0.01)
    tally.alive = len(held)
    tally.worst = server.memory()
    for _, writer in held:
        writer.transport.abort()


async def request_flood(server, tally, seconds):
    until = time.monotonic() + seconds
    request = b"GET /api/access/session HTTP/1.1\r\nHost: x\r\n\r\n"

    async def one():
        while time.monotonic() < until:
            try:
                reader, writer = await server.connect()
            except (OSError, asyncio.TimeoutError):
                tally.refused += 1
                continue
            tally.opened += 1
            try:
                while time.monotonic() < until:
                    writer.write(request * 10)
                    await asyncio.wait_for(writer.drain(), 5)
                    for _ in range(10):
                        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
                        tally.status(head)
                        length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
                        if length:
                            await reader.readexactly(int(length[0].split(b":")[1]))
            except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                tally.dropped += 1
            finally:
                writer.close()

    await asyncio.gather(*(one() for _ in range(300)))


KINDS = [slow_heads, slow_bodies, slow_readers, large_heads, many_fields, large_bodies, false_lengths, malformed,
         connection_flood, request_flood]


async def try_kind(server, kind, seconds, name):
    tally = Tally()
    before, files_before = server.memory(), server.files()
    worst, honest = before, []
    over = asyncio.Event()

    async def watch():
        nonlocal worst
        while not over.is_set():
            worst = max(worst, server.memory())
            honest.append(await server.honest())
            try:
                await asyncio.wait_for(over.wait(), 1)
            except asyncio.TimeoutError:
                pass

    watching = asyncio.create_task(watch())
    await kind(server, tally, seconds)
    over.set()
    await watching
    await asyncio.sleep(2)
    after = await server.honest()
    answered = [ms for ms in honest if ms is not None]
    dropped = sorted(tally.seconds_until_dropped)
    line = {
        "faults": "http", "server": name, "kind": kind.__name__, "opened": tally.opened, "refused": tally.refused,
        "dropped": tally.dropped, "still_open": tally.alive, "statuses": tally.statuses,
        "dropped_after_s": round(dropped[len(dropped) // 2], 1) if dropped else None,
        "memory_mib": {"before": before // 1024, "worst": max(worst, getattr(tally, "worst", 0)) // 1024,
                       "after": server.memory() // 1024},
        "files_left": server.files() - files_before,
        "honest": {"asked": len(honest), "answered": len(answered), "worst_ms": max(answered, default=None)},
        "well_after": after is not None,
    }
    print(json.dumps(line), flush=True)
    return after is not None and len(answered) * 10 >= len(honest) * 9


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pid", type=int, default=0)
    parser.add_argument("--name", default="xiuhua")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--kinds", default="")
    parser.add_argument("--large", default="/", help="path of the largest file")
    arguments = parser.parse_args()
    server = Under(arguments.port, arguments.pid, arguments.large)
    well = True
    for kind in KINDS:
        if not arguments.kinds or kind.__name__ in arguments.kinds.split(","):
            well = await try_kind(server, kind, arguments.seconds, arguments.name) and well
    raise SystemExit(0 if well else 1)


asyncio.run(main())
