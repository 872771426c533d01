"""A Python peer: the ssl module as client or server.

peer.py client PORT WAY CA CERT KEY
peer.py server WAY CA CERT KEY
It prints a line a connection: "connection resumed=BOOL version=VERSION". A server first prints "listening PORT".
"""
import socket
import ssl
import sys


def say(*words):
    print(*words, flush=True)


def report(tls):
    say("connection", f"resumed={'true' if tls.session_reused else 'false'}", f"version={tls.version()}")


def configure(protocol, way, ca, cert, key):
    context = ssl.SSLContext(protocol)
    context.load_verify_locations(ca)
    context.load_cert_chain(cert, key)
    version = ssl.TLSVersion.TLSv1_3 if way.startswith(("psk", "ke", "hrr")) else ssl.TLSVersion.TLSv1_2
    context.minimum_version = context.maximum_version = version
    if way.startswith("id"):
        context.options |= ssl.OP_NO_TICKET
    if way.startswith("ke"):
        context.options |= 0x400  # SSL_OP_ALLOW_NO_DHE_KEX, for which ssl has no name
    return context


def client(port, way, ca, cert, key):
    context = configure(ssl.PROTOCOL_TLS_CLIENT, way, ca, cert, key)
    session = None
    for _ in range(2):
        with socket.create_connection(("127.0.0.1", int(port)), timeout=10) as plain:
            with context.wrap_socket(plain, server_hostname="localhost", session=session) as tls:
                tls.sendall(b"GET / HTTP/1.0\r\n\r\n")
                while tls.recv(4096):
                    pass
                report(tls)
                session = tls.session


def server(way, ca, cert, key):
    context = configure(ssl.PROTOCOL_TLS_SERVER, way, ca, cert, key)
    if way.startswith("hrr"):
        context.set_ecdh_curve("secp384r1")
    if way.endswith("-cert"):
        context.verify_mode = ssl.CERT_REQUIRED
    listener = socket.create_server(("127.0.0.1", 0))
    say("listening", listener.getsockname()[1])
    while True:
        plain, _ = listener.accept()
        plain.settimeout(10)
        try:
            with context.wrap_socket(plain, server_side=True) as tls:
                report(tls)
                tls.recv(4096)
                tls.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok\n")
                tls.unwrap()
        except OSError as error:
            say("error", error)


{"client": client, "server": server}[sys.argv[1]](*sys.argv[2:])
