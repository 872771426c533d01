// A wolfSSL peer as client or server.
//   wolfssl client PORT WAY CA CERT KEY
//   wolfssl server WAY CA CERT KEY
// It prints a line a connection: "connection resumed=BOOL version=VERSION". A server first prints "listening PORT".
#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static const char response[] = "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok\n";
static const char request[] = "GET / HTTP/1.0\r\n\r\n";

static void check(int good, const char *what)
{
    if (!good) {
        printf("error %s\n", what);
        exit(1);
    }
}

static int starts(const char *way, const char *prefix) { return strncmp(way, prefix, strlen(prefix)) == 0; }

static int is_tls13(const char *way) { return starts(way, "psk") || starts(way, "ke") || starts(way, "hrr"); }

static WOLFSSL_CTX *configure(int server, const char *way, const char *ca, const char *cert, const char *key)
{
    WOLFSSL_METHOD *method = is_tls13(way)
        ? (server ? wolfTLSv1_3_server_method() : wolfTLSv1_3_client_method())
        : (server ? wolfTLSv1_2_server_method() : wolfTLSv1_2_client_method());
    WOLFSSL_CTX *context = wolfSSL_CTX_new(method);
    check(context != NULL, "context");
    check(wolfSSL_CTX_load_verify_locations(context, ca, NULL) == WOLFSSL_SUCCESS, "authority");
    check(wolfSSL_CTX_use_certificate_chain_file(context, cert) == WOLFSSL_SUCCESS, "certificate");
    check(wolfSSL_CTX_use_PrivateKey_file(context, key, WOLFSSL_FILETYPE_PEM) == WOLFSSL_SUCCESS, "key");
    if (starts(way, "id"))
        wolfSSL_CTX_NoTicketTLSv12(context);
    else if (!server)
        check(wolfSSL_CTX_UseSessionTicket(context) == WOLFSSL_SUCCESS, "tickets");
    if (starts(way, "ke"))
        check(wolfSSL_CTX_no_dhe_psk(context) == 0, "psk_ke");
    if (starts(way, "hrr")) {
        int groups[] = { WOLFSSL_ECC_X25519, WOLFSSL_ECC_SECP384R1 };
        check(wolfSSL_CTX_set_groups(context, server ? groups + 1 : groups, server ? 1 : 2) == WOLFSSL_SUCCESS, "groups");
    }
    if (server)
        wolfSSL_CTX_set_verify(context, strstr(way, "-cert") ? WOLFSSL_VERIFY_PEER | WOLFSSL_VERIFY_FAIL_IF_NO_PEER_CERT : WOLFSSL_VERIFY_NONE, NULL);
    return context;
}

static void report(WOLFSSL *tls)
{
    printf("connection resumed=%s version=%s\n", wolfSSL_session_reused(tls) ? "true" : "false", wolfSSL_get_version(tls));
}

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void limit(int socket)
{
    struct timeval patience = { .tv_sec = 10 };
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

static void client(int port, WOLFSSL_CTX *context)
{
    WOLFSSL_SESSION *session = NULL;
    for (int i = 0; i < 2; i++) {
        struct sockaddr_in address = loopback(port);
        int plain = socket(AF_INET, SOCK_STREAM, 0);
        limit(plain);
        check(connect(plain, (struct sockaddr *)&address, sizeof address) == 0, "connect");
        WOLFSSL *tls = wolfSSL_new(context);
        wolfSSL_UseSNI(tls, WOLFSSL_SNI_HOST_NAME, "localhost", 9);
        wolfSSL_check_domain_name(tls, "localhost");
        if (session)
            check(wolfSSL_set_session(tls, session) == WOLFSSL_SUCCESS, "session");
        wolfSSL_set_fd(tls, plain);
        if (wolfSSL_connect(tls) != WOLFSSL_SUCCESS) {
            printf("error %d\n", wolfSSL_get_error(tls, 0));
            exit(1);
        }
        report(tls);
        char buffer[4096];
        wolfSSL_write(tls, request, sizeof request - 1);
        while (wolfSSL_read(tls, buffer, sizeof buffer) > 0) { }
        session = wolfSSL_get1_session(tls);
        wolfSSL_shutdown(tls);
        wolfSSL_free(tls);
        close(plain);
    }
}

static void serve(WOLFSSL_CTX *context)
{
    struct sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    check(bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 8) == 0, "listen");
    getsockname(listener, (struct sockaddr *)&address, &length);
    printf("listening %d\n", ntohs(address.sin_port));
    for (;;) {
        int plain = accept(listener, NULL, NULL);
        limit(plain);
        WOLFSSL *tls = wolfSSL_new(context);
        wolfSSL_set_fd(tls, plain);
        if (wolfSSL_accept(tls) == WOLFSSL_SUCCESS) {
            char buffer[4096];
            report(tls);
            wolfSSL_read(tls, buffer, sizeof buffer);
            wolfSSL_write(tls, response, sizeof response - 1);
            wolfSSL_shutdown(tls);
        } else {
            printf("error %d\n", wolfSSL_get_error(tls, 0));
        }
        wolfSSL_free(tls);
        close(plain);
    }
}

int main(int count, char **arguments)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    wolfSSL_Init();
    if (count == 7 && strcmp(arguments[1], "client") == 0)
        client(atoi(arguments[2]), configure(0, arguments[3], arguments[4], arguments[5], arguments[6]));
    else if (count == 6)
        serve(configure(1, arguments[2], arguments[3], arguments[4], arguments[5]));
    return 0;
}
