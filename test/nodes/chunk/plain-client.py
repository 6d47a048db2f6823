"""A client of the chunk swarm written from its protocol page alone: plain sockets, JSON, nothing of seednet.

usage: plain-client.py <tracker port> <file to fetch from> <chunk>

It registers a file of its own, lists, locates, fetches one chunk and registers it, then serves its own file until its input
ends. Each line it prints is one JSON document.
"""

import json
import socket
import sys
import threading

OWN_NAME = "poem"
OWN_TEXT = "".join("line %d of a poem by a snake\n" % number for number in range(100))


def ask(address, message):
    """One document each way; what comes ends when the other end closes."""
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(json.dumps(message).encode())
        received = b""
        while True:
            piece = connection.recv(4096)
            if not piece:
                return json.loads(received.decode())
            received += piece


def serve(listener):
    while True:
        connection, _ = listener.accept()
        request = connection.recv(65536)
        if request:
            message = json.loads(request.decode())
            begin = (message["chunk"] - 1) * 1024
            reply = {
                "message": 5,
                "fileName": message["fileName"],
                "chunk": message["chunk"],
                "data": OWN_TEXT[begin : begin + 1024],
            }
            connection.sendall(json.dumps(reply).encode())
        connection.close()


def main():
    tracker = ("127.0.0.1", int(sys.argv[1]))
    wanted, chunk = sys.argv[2], int(sys.argv[3])
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    threading.Thread(target=serve, args=(listener,), daemon=True).start()

    def show(reply):
        print(json.dumps(reply), flush=True)
        return reply

    show(ask(tracker, {"message": 1, "files": [[OWN_NAME, len(OWN_TEXT)]], "lPort": port}))
    show(ask(tracker, {"message": 2}))
    peers = show(ask(tracker, {"message": 3, "fileName": wanted}))["peers"]
    host, peer_port = next(key for key, chunks in peers.items() if chunk in chunks).rsplit(":", 1)
    request = {"message": 5, "fileName": wanted, "chunk": chunk, "peer": [host, peer_port]}
    show(ask((host, int(peer_port)), request))
    show(ask(tracker, {"message": 4, "fileName": wanted, "chunk": chunk, "lPort": port}))
    show(ask(tracker, {"message": 3, "fileName": wanted}))
    sys.stdin.read()


main()
