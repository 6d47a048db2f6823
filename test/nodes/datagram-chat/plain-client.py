"""A client of the datagram chat as one of the seed's own time: plain sockets, one send for each command, nothing of seednet.

usage: plain-client.py <server port> <user name> <file> <new name> [numbers]

It lists users and files, connects, says hello to all, downloads the file (saying `proceed` half-way), and saves it. With a
fifth argument it expects decimal sequence numbers. It prints what the server says.
"""

import socket
import sys

PACKET = 2043


def main():
    port, name, wanted, new_name = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
    decimal = len(sys.argv) > 5
    tcp = socket.create_connection(("127.0.0.1", port), timeout=10)

    def ask(text):
        tcp.send(text.encode())
        reply = tcp.recv(65536).decode()
        print(reply, flush=True)
        return reply

    ask("get_users")
    ask("get_list_file")
    ask("connect|" + name)
    tcp.send(b"msg_all|hello from python")
    announced = ask("download|" + wanted)
    if not announced.startswith("|"):
        sys.exit(1)
    packets = [None] * int(announced[1:])

    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", 0))
    timeout = 0.1
    udp.settimeout(timeout)
    tcp.send(("127.0.0.1|%d" % udp.getsockname()[1]).encode())
    have, asked = 0, False
    while have < len(packets):
        try:
            data = udp.recv(PACKET + 20)
        except socket.timeout:
            timeout += 0.1
            udp.settimeout(timeout)
            tcp.send(" ".join(str(i) for i, p in enumerate(packets) if p is None).encode())
            continue
        if decimal:
            number, data = data.split(b":", 1)
            number = int(number)
        else:
            number, data = int.from_bytes(data[:4], "big"), data[5:]
        if packets[number] is None:
            packets[number] = data
            have += 1
        if not asked and have * 2 >= len(packets) and have < len(packets):
            asked = True
            tcp.send(b"proceed")
    ask("stop")
    with open(new_name, "wb") as file:
        file.write(b"".join(packets))
    tcp.send(b"disconnect")
    print(tcp.recv(65536).decode(), flush=True)


main()
