# SPDX-License-Identifier: GPL-3.0-or-later
"""tlsdoor.py PORT TARGET CERT KEY: ends TLS on 127.0.0.1:PORT with the given certificate and hands on to 127.0.0.1:TARGET.

Behind the bad certificate stands the real broker, so a client that wrongly accepts the certificate gets in, and is seen to.
"""
import socket
import ssl
import sys
import threading

HOST = '127.0.0.1'


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    for s in (source, target):
        try:
            s.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(client, context, target):
    try:
        client.settimeout(30)
        inside = context.wrap_socket(client, server_side=True)
        inside.settimeout(None)
        outside = socket.create_connection((HOST, target))
    except OSError:  # refused by the client, as it should be, or the broker is down
        client.close()
        return
    threading.Thread(target=pump, args=(outside, inside), daemon=True).start()
    pump(inside, outside)


def main():
    port, target, cert, key = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    with socket.create_server((HOST, port)) as listener:
        while True:
            client, _ = listener.accept()
            threading.Thread(target=serve, args=(client, context, target), daemon=True).start()


main()
