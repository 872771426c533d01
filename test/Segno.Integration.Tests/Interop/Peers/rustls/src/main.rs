//! A Rust peer: rustls as client or server.
//!
//!     peer client PORT WAY CA CERT KEY
//!     peer server WAY CA CERT KEY
//!
//! It prints a line a connection: "connection resumed=BOOL version=VERSION". A server first prints "listening PORT".
//! rustls 0.20 has no accessor that says "resumed". It logs it, but for a TLS 1.3 server: that knows a resumed connection by
//! the data that it put into the session.
use rustls::server::{AllowAnyAuthenticatedClient, ServerSessionMemoryCache};
use rustls::{Certificate, ClientConfig, ClientConnection, PrivateKey, ProtocolVersion, RootCertStore, ServerConfig, ServerConnection};
use std::error::Error;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::Duration;

static RESUMED: AtomicBool = AtomicBool::new(false);

struct Listener;

impl log::Log for Listener {
    fn enabled(&self, _: &log::Metadata) -> bool {
        true
    }

    fn log(&self, record: &log::Record) {
        let line = record.args().to_string();
        if line == "Resuming using PSK" || line == "Server agreed to resume" || line == "Resuming connection" {
            RESUMED.store(true, Ordering::SeqCst);
        }
    }

    fn flush(&self) {}
}

fn pem(path: &str) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let mut blocks = vec![];
    let mut block: Option<String> = None;
    for line in text.lines() {
        if line.starts_with("-----BEGIN") {
            block = Some(String::new());
        } else if line.starts_with("-----END") {
            blocks.push(base64(&block.take().ok_or("PEM")?));
        } else if let Some(block) = &mut block {
            block.push_str(line.trim());
        }
    }
    Ok(blocks)
}

fn base64(text: &str) -> Vec<u8> {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut bytes) = (0u32, 0, vec![]);
    for character in text.bytes() {
        if let Some(value) = alphabet.iter().position(|&one| one == character) {
            bits = bits << 6 | value as u32;
            count += 6;
            if count >= 8 {
                count -= 8;
                bytes.push((bits >> count) as u8);
            }
        }
    }
    bytes
}

fn version(way: &str) -> &'static rustls::SupportedProtocolVersion {
    if way.starts_with("psk") || way.starts_with("hrr") { &rustls::version::TLS13 } else { &rustls::version::TLS12 }
}

fn groups(way: &str, server: bool) -> Vec<&'static rustls::SupportedKxGroup> {
    match (way.starts_with("hrr"), server) {
        (true, true) => vec![&rustls::kx_group::SECP384R1],
        (true, false) => vec![&rustls::kx_group::X25519, &rustls::kx_group::SECP384R1],
        _ => rustls::ALL_KX_GROUPS.to_vec(),
    }
}

fn report(resumed: bool, version: Option<ProtocolVersion>) {
    println!("connection resumed={} version={}", resumed, if version == Some(ProtocolVersion::TLSv1_3) { "TLSv1.3" } else { "TLSv1.2" });
}

fn main() -> Result<(), Box<dyn Error>> {
    log::set_logger(&Listener).map_err(|error| error.to_string())?;
    log::set_max_level(log::LevelFilter::Trace);
    let arguments: Vec<String> = std::env::args().collect();
    let client = arguments[1] == "client";
    let (way, files) = if client { (&arguments[3], &arguments[4..]) } else { (&arguments[2], &arguments[3..]) };
    let mut roots = RootCertStore::empty();
    roots.add(&Certificate(pem(&files[0])?.remove(0)))?;
    let chain = pem(&files[1])?.into_iter().map(Certificate).collect();
    let key = PrivateKey(pem(&files[2])?.remove(0));
    if client {
        let builder = ClientConfig::builder()
            .with_safe_default_cipher_suites()
            .with_kx_groups(&groups(way, false))
            .with_protocol_versions(&[version(way)])?
            .with_root_certificates(roots);
        let mut config = builder.with_single_cert(chain, key)?;
        config.enable_tickets = !way.starts_with("id");
        let config = Arc::new(config);
        for _ in 0..2 {
            RESUMED.store(false, Ordering::SeqCst);
            let mut plain = TcpStream::connect(format!("127.0.0.1:{}", arguments[2]))?;
            plain.set_read_timeout(Some(Duration::from_secs(10)))?;
            let mut connection = ClientConnection::new(config.clone(), "localhost".try_into()?)?;
            let mut tls = rustls::Stream::new(&mut connection, &mut plain);
            tls.write_all(b"GET / HTTP/1.0\r\n\r\n")?;
            let _ = tls.read_to_end(&mut vec![]);
            report(RESUMED.load(Ordering::SeqCst), connection.protocol_version());
            connection.send_close_notify();
            let _ = connection.write_tls(&mut plain);
        }
    } else {
        let builder = ServerConfig::builder()
            .with_safe_default_cipher_suites()
            .with_kx_groups(&groups(way, true))
            .with_protocol_versions(&[version(way)])?;
        let mut config = if way.ends_with("-cert") {
            builder.with_client_cert_verifier(AllowAnyAuthenticatedClient::new(roots)).with_single_cert(chain, key)?
        } else {
            builder.with_no_client_auth().with_single_cert(chain, key)?
        };
        if way.starts_with("ticket") {
            config.ticketer = rustls::Ticketer::new()?;
        } else {
            config.session_storage = ServerSessionMemoryCache::new(32);
        }
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0")?;
        println!("listening {}", listener.local_addr()?.port());
        loop {
            let (mut plain, _) = listener.accept()?;
            plain.set_read_timeout(Some(Duration::from_secs(10)))?;
            RESUMED.store(false, Ordering::SeqCst);
            let mut connection = ServerConnection::new(config.clone())?;
            connection.set_resumption_data(b"segno");
            let mut tls = rustls::Stream::new(&mut connection, &mut plain);
            match tls.read(&mut [0; 4096]) {
                Ok(_) => {
                    tls.write_all(b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok\n")?;
                    let resumed = RESUMED.load(Ordering::SeqCst) || connection.received_resumption_data().is_some();
                    report(resumed, connection.protocol_version());
                }
                Err(error) => println!("error {}", error),
            }
            connection.send_close_notify();
            let _ = connection.write_tls(&mut plain);
        }
    }
    Ok(())
}
