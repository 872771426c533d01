// A Go peer: crypto/tls as client or server.
//
//	peer client PORT WAY CA CERT KEY
//	peer server WAY CA CERT KEY
//
// It prints a line a connection: "connection resumed=BOOL version=VERSION". A server first prints "listening PORT".
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
}

func configure(way string, ca string, cert string, key string) *tls.Config {
	pem, err := os.ReadFile(ca)
	check(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	pair, err := tls.LoadX509KeyPair(cert, key)
	check(err)
	config := &tls.Config{RootCAs: roots, ClientCAs: roots, Certificates: []tls.Certificate{pair}}
	config.MinVersion = tls.VersionTLS13
	if strings.HasPrefix(way, "ticket") || strings.HasPrefix(way, "id") {
		config.MinVersion = tls.VersionTLS12
		config.MaxVersion = tls.VersionTLS12
	}
	return config
}

func report(connection *tls.Conn) {
	state := connection.ConnectionState()
	version := "TLSv1.2"
	if state.Version == tls.VersionTLS13 {
		version = "TLSv1.3"
	}
	fmt.Printf("connection resumed=%t version=%s\n", state.DidResume, version)
}

func client(port string, config *tls.Config) {
	config.ServerName = "localhost"
	config.ClientSessionCache = tls.NewLRUClientSessionCache(4)
	for i := 0; i < 2; i++ {
		connection, err := tls.Dial("tcp", "127.0.0.1:"+port, config)
		check(err)
		connection.SetDeadline(time.Now().Add(10 * time.Second))
		_, err = io.WriteString(connection, "GET / HTTP/1.0\r\n\r\n")
		check(err)
		_, err = io.ReadAll(connection) // takes in the tickets too
		check(err)
		report(connection)
		connection.Close()
	}
}

func serve(way string, config *tls.Config) {
	if strings.HasSuffix(way, "-cert") {
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	if strings.HasPrefix(way, "hrr") {
		config.CurvePreferences = []tls.CurveID{tls.CurveP384}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	fmt.Println("listening", listener.Addr().(*net.TCPAddr).Port)
	for {
		accepted, err := listener.Accept()
		check(err)
		connection := tls.Server(accepted, config)
		connection.SetDeadline(time.Now().Add(10 * time.Second))
		if err := connection.Handshake(); err != nil {
			fmt.Println("error", err)
			accepted.Close()
			continue
		}
		report(connection)
		reader := bufio.NewReader(connection)
		for {
			line, err := reader.ReadString('\n')
			if err != nil || line == "\r\n" {
				break
			}
		}
		io.WriteString(connection, "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok\n")
		connection.Close()
	}
}

func main() {
	if os.Args[1] == "client" {
		client(os.Args[2], configure(os.Args[3], os.Args[4], os.Args[5], os.Args[6]))
	} else {
		serve(os.Args[2], configure(os.Args[2], os.Args[3], os.Args[4], os.Args[5]))
	}
}
