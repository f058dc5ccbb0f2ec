"""OSC messages, bundles and a UDP client; needs only the standard library."""
import socket
import struct
import time


def _padded(data):
    return data + b"\0" * (4 - len(data) % 4)


def encode(address, *arguments):
    tags, body = ",", b""
    for argument in arguments:
        if isinstance(argument, bool) or isinstance(argument, int):
            tags, body = tags + "i", body + struct.pack(">i", int(argument))
        elif isinstance(argument, float):
            tags, body = tags + "f", body + struct.pack(">f", argument)
        elif isinstance(argument, (bytes, bytearray)):
            pad = b"\0" * (-len(argument) % 4)
            tags, body = tags + "b", body + struct.pack(">i", len(argument)) + bytes(argument) + pad
        else:
            tags, body = tags + "s", body + _padded(str(argument).encode())
    return _padded(address.encode()) + _padded(tags.encode()) + body


def bundle(seconds, messages):
    """seconds: since the start of an NRT score."""
    whole = int(seconds)
    data = b"#bundle\0" + struct.pack(">II", whole, int(round((seconds - whole) * 2**32)))
    for message in messages:
        data += struct.pack(">i", len(message)) + message
    return data


def decode(data):
    """Returns [address, arguments...]."""
    def text(at):
        end = data.index(b"\0", at)
        return data[at:end].decode(errors="replace"), (end + 4) & ~3
    address, at = text(0)
    values = [address]
    if at >= len(data):
        return values
    tags, at = text(at)
    for tag in tags[1:]:
        if tag in "if":
            values.append(struct.unpack_from(">" + tag, data, at)[0])
            at += 4
        elif tag == "d":
            values.append(struct.unpack_from(">d", data, at)[0])
            at += 8
        elif tag == "s":
            value, at = text(at)
            values.append(value)
        else:
            break
    return values


class Client:
    """A UDP socket for one server."""

    def __init__(self, port):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.target = ("127.0.0.1", port)
        self.heard = []

    def send(self, address, *arguments):
        self.socket.sendto(encode(address, *arguments), self.target)

    def receive(self, seconds):
        self.socket.settimeout(max(seconds, 0.001))
        try:
            return decode(self.socket.recvfrom(65536)[0])
        except (socket.timeout, ConnectionRefusedError):
            return None

    def wait_for(self, address, seconds=600, accept=lambda message: True):
        """The next accepted message; None after a timeout. Other messages are stored in heard."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            message = self.receive(min(0.2, end - time.monotonic()))
            if message is None:
                continue
            if message[0] == address and accept(message):
                return message
            self.heard.append(message)
        return None

    def ask(self, question, answer, seconds=600, arguments=()):
        """Sends a request and waits for its answer; with /done, the one for this request."""
        self.send(question, *arguments)
        return self.wait_for(answer, seconds,
                             lambda message: answer != "/done" or message[1] == question)

    def close(self):
        self.socket.close()
