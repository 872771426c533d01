// A Java peer: JSSE as client or server, run as a single source file.
//   java Peer.java client PORT WAY CA CERT KEY
//   java Peer.java server WAY CA CERT KEY
// It prints a line a connection: "connection resumed=BOOL version=VERSION". A server first prints "listening PORT".
// JSSE has no accessor that says "resumed": a session that is older than its connection is one that was resumed.
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

public class Peer {
    public static void main(String[] args) throws Exception {
        if (args[0].equals("client")) {
            client(Integer.parseInt(args[1]), args[2], context(args[2], args[3], args[4], args[5]));
        } else {
            server(args[1], context(args[1], args[2], args[3], args[4]));
        }
    }

    static SSLContext context(String way, String ca, String cert, String key) throws Exception {
        boolean tickets = !way.startsWith("id");
        System.setProperty("jdk.tls.client.enableSessionTicketExtension", Boolean.toString(tickets));
        System.setProperty("jdk.tls.server.enableSessionTicketExtension", Boolean.toString(tickets));
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (FileInputStream file = new FileInputStream(ca)) {
            trusted.setCertificateEntry("ca", factory.generateCertificate(file));
        }
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        try (FileInputStream file = new FileInputStream(cert)) {
            Certificate[] chain = factory.generateCertificates(file).toArray(new Certificate[0]);
            own.setKeyEntry("own", privateKey(key, chain[0].getPublicKey().getAlgorithm()), new char[0], chain);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    static PrivateKey privateKey(String path, String algorithm) throws Exception {
        String pem = Files.readString(Path.of(path)).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    }

    static String[] versions(String way) {
        return new String[] { way.startsWith("psk") || way.startsWith("hrr") ? "TLSv1.3" : "TLSv1.2" };
    }

    static void report(SSLSession session, long started) {
        System.out.println("connection resumed=" + (session.getCreationTime() < started) + " version=" + session.getProtocol());
        System.out.flush();
    }

    static void client(int port, String way, SSLContext context) throws Exception {
        for (int i = 0; i < 2; i++) {
            Thread.sleep(20); // creation times have milliseconds
            long started = System.currentTimeMillis();
            // A name and a port are what JSSE keys its client sessions by.
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
                socket.setSoTimeout(10_000);
                socket.setEnabledProtocols(versions(way));
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                parameters.setServerNames(List.of(new SNIHostName("localhost")));
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                report(socket.getSession(), started);
                socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readAllBytes();
            }
        }
    }

    static void server(String way, SSLContext context) throws Exception {
        if (way.startsWith("hrr")) {
            System.setProperty("jdk.tls.namedGroups", "secp384r1");
        }
        SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        listener.setEnabledProtocols(versions(way));
        listener.setNeedClientAuth(way.endsWith("-cert"));
        System.out.println("listening " + listener.getLocalPort());
        while (true) {
            try (SSLSocket socket = (SSLSocket) listener.accept()) {
                Thread.sleep(20);
                long started = System.currentTimeMillis();
                socket.setSoTimeout(10_000);
                socket.startHandshake();
                report(socket.getSession(), started);
                BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                String line = reader.readLine();
                while (line != null && !line.isEmpty()) {
                    line = reader.readLine();
                }
                socket.getOutputStream().write("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok\n".getBytes(StandardCharsets.US_ASCII));
            } catch (java.io.IOException error) {
                System.out.println("error " + error);
            }
        }
    }
}
