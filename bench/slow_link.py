# SPDX-License-Identifier: BSL-1.0
"""A link to a server on which everything is late, and which counts how often a
client waited for an answer."""

import asyncio
import contextlib
import threading


class SlowLink:
    def __init__(self, server, delay):
        self.server, self.delay = server, delay
        self.port, self.round_trips = None, 0

    async def serve(self, reader, writer):
        """Of what a client says, the first after an answer begins a round
        trip."""
        server_reader, server_writer = await self.connect()
        answered = True

        def client_said():
            nonlocal answered
            self.round_trips += answered
            answered = False

        def server_said():
            nonlocal answered
            answered = True

        await asyncio.gather(self.pass_on(reader, server_writer, client_said),
                             self.pass_on(server_reader, writer, server_said))

    def connect(self):
        if isinstance(self.server, int):
            return asyncio.open_connection("127.0.0.1", self.server)
        return asyncio.open_unix_connection(self.server)

    async def pass_on(self, reader, writer, said):
        loop = asyncio.get_running_loop()
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(1 << 20):
                said()
                loop.call_later(self.delay, writer.write, data)
        loop.call_later(self.delay, writer.close)

    async def listen(self):
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]


@contextlib.contextmanager
def slow_link(server, round_trip):
    """`server`: the path of a socket, or a port of this machine. `round_trip`:
    seconds from a message to the answer of a server that needs no time."""
    link = SlowLink(server, round_trip / 2)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(link.listen())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield link
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        # The clients are gone, so that these end by themselves.
        if tasks := asyncio.all_tasks(loop):
            loop.run_until_complete(asyncio.wait(tasks, timeout=5))
        loop.close()
