"""A client of the menu chat with nothing but sockets, written from docs/protocols/menu-chat.md.

usage: plain-client.py <port> <name> <step>...

Steps, one after the other: `say=<text>`, `hear=<line>` (waits for that line of the chat), `get=<owner>/<file>` (fetches it
into the current folder), `serve=<file>` (brings it to the server for the next user who asks for it).
"""
import hashlib
import socket
import sys

ESCAPES = [("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r")]


def escape_text(text):
    for char, code in ESCAPES:
        text = text.replace(char, code)
    return text


def escape_word(text):
    return escape_text(text).replace(" ", "\\s")


def unescape(field):
    meanings = {"\\": "\\", "n": "\n", "r": "\r", "s": " "}
    text, at = "", 0
    while at < len(field):
        if field[at] == "\\":
            text += meanings[field[at + 1]]
            at += 2
        else:
            text += field[at]
            at += 1
    return text


class Lines:
    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port), timeout=20)
        self.file = self.socket.makefile("rb")

    def send(self, line):
        self.socket.sendall(line.encode() + b"\n")

    def receive(self):
        return self.file.readline().decode().rstrip("\n")


class Chat(Lines):
    def __init__(self, port, name):
        super().__init__("127.0.0.1", port)
        self.port = port
        self.send(escape_text(name))
        self.send("listen 0")
        welcome = self.receive()
        if not welcome.startswith("welcome "):
            sys.exit(welcome)
        print("joined", flush=True)

    def next(self, *words):
        """The next line that begins with one of the words, in its fields."""
        while True:
            line = self.receive()
            if line == "":
                sys.exit("the server is gone")
            if line == "ping":
                self.send("pong")
            elif line.startswith("msg "):
                _, sender, text = line.split(" ", 2)
                print(f"{unescape(sender)}: {unescape(text)}", flush=True)
                if "msg" in words:
                    return [unescape(sender), unescape(text)]
            elif line.split(" ")[0] in words:
                return line.split(" ")

    def hear(self, expected):
        while ": ".join(self.next("msg")) != expected:
            pass

    def get(self, owner, name):
        self.send(f"get 1 {escape_word(owner)} {escape_text(name)}")
        answer = self.next("offer", "failed")
        if answer[0] == "failed":
            print("cannot get it:", unescape(" ".join(answer[3:])), flush=True)
            return
        _, _, token, address, port = answer
        if int(port) == 0:
            data = Lines("127.0.0.1", self.port)
            data.send(f"\ttake {token}")
        else:
            data = Lines(address, int(port))
        data.send(f"fetch {token}")
        word, size = data.receive().split(" ")
        assert word == "file", word
        contents = data.file.read(int(size))
        assert data.receive() == "sha256 " + hashlib.sha256(contents).hexdigest()
        with open(name, "wb") as file:
            file.write(contents)
        data.send("done")
        self.send("done 1")
        print(f"fetched {len(contents)} bytes", flush=True)

    def serve(self, name):
        _, token, *_ = self.next("give")
        self.send(f"ready {token}")
        self.next("carry")
        data = Lines("127.0.0.1", self.port)
        data.send(f"\tgive {token}")
        assert data.receive() == f"fetch {token}"
        with open(name, "rb") as file:
            contents = file.read()
        data.send(f"file {len(contents)}")
        data.socket.sendall(contents)
        data.send("sha256 " + hashlib.sha256(contents).hexdigest())
        print("the requester says", data.receive(), flush=True)


chat = Chat(int(sys.argv[1]), sys.argv[2])
for step in sys.argv[3:]:
    what, _, value = step.partition("=")
    if what == "say":
        chat.send("msg " + escape_text(value))
    elif what == "hear":
        chat.hear(value)
    elif what == "get":
        chat.get(*value.split("/", 1))
    elif what == "serve":
        chat.serve(value)
print("done", flush=True)
