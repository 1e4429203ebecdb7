"""A connection that breaks where a test wants it: between `heng` and `hengd`, whatever either of them buffers."""

import contextlib
import socket
import threading


class Link:
    """Passes on what goes between its own address and that of a server; use as a context manager. What the server says is
    counted, and after `stop_after` bytes it stops there: `stopped` is set, and what else comes is dropped until the server
    hangs up, which is when the client is hung up on, too."""

    def __init__(self, server, stop_after=None):
        host, port = server.rsplit(":", 1)
        self.server = (host, int(port))
        self.stop_after = stop_after
        self.passed = 0
        self.stopped = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        self.ends = []
        self.threads = [threading.Thread(target=self.accept)]
        self.threads[0].start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for end in (self.listener, *self.ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join()
        for end in (self.listener, *self.ends):
            end.close()

    def accept(self):
        with contextlib.suppress(OSError):  # at the end the listener is shut down
            while True:
                client = self.listener.accept()[0]
                self.ends.append(client)
                try:
                    server = socket.create_connection(self.server)
                except OSError:  # nobody serves at the moment
                    client.shutdown(socket.SHUT_RDWR)
                    continue
                self.ends.append(server)
                for way in ((client, server, False), (server, client, True)):
                    self.threads.append(threading.Thread(target=self.pass_on, args=way))
                    self.threads[-1].start()

    def pass_on(self, source, target, counted):
        with contextlib.suppress(OSError):  # either side may be killed
            while data := source.recv(4096):
                room = None if self.stop_after is None or not counted else self.stop_after - self.passed
                target.sendall(data[:room])
                self.passed += len(data[:room]) if counted else 0
                if room is not None and room <= len(data):
                    self.stop_after = None  # connections made after this one are not held up
                    self.stopped.set()
                    while source.recv(4096):
                        pass
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
