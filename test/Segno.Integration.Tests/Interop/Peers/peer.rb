# A Ruby peer: the openssl library as client or server.
#   ruby peer.rb client PORT WAY CA CERT KEY
#   ruby peer.rb server WAY CA CERT KEY
# It prints a line a connection: "connection resumed=BOOL version=VERSION". A server first prints "listening PORT".
require 'openssl'
require 'socket'

$stdout.sync = true

def report(tls)
  puts "connection resumed=#{tls.session_reused?} version=#{tls.ssl_version}"
end

def configure(way, ca, cert, key)
  context = OpenSSL::SSL::SSLContext.new
  context.ca_file = ca
  context.cert = OpenSSL::X509::Certificate.new(File.read(cert))
  context.key = OpenSSL::PKey.read(File.read(key))
  version = way.start_with?('psk', 'ke', 'hrr') ? OpenSSL::SSL::TLS1_3_VERSION : OpenSSL::SSL::TLS1_2_VERSION
  context.min_version = version
  context.max_version = version
  context.options |= OpenSSL::SSL::OP_NO_TICKET if way.start_with?('id')
  context.options |= 0x400 if way.start_with?('ke') # SSL_OP_ALLOW_NO_DHE_KEX, for which openssl has no name
  context
end

def client(port, way, *files)
  context = configure(way, *files)
  context.verify_mode = OpenSSL::SSL::VERIFY_PEER
  context.session_cache_mode = OpenSSL::SSL::SSLContext::SESSION_CACHE_CLIENT
  session = nil
  context.session_new_cb = ->((_, fresh)) { session = fresh }
  2.times do
    tls = OpenSSL::SSL::SSLSocket.new(TCPSocket.new('127.0.0.1', port.to_i), context)
    tls.sync_close = true
    tls.hostname = 'localhost'
    tls.session = session if session
    tls.connect
    tls.post_connection_check('localhost')
    tls.write("GET / HTTP/1.0\r\n\r\n")
    tls.read
    report(tls)
    tls.close
  end
end

def server(way, *files)
  context = configure(way, *files)
  context.session_id_context = 'segno'
  context.session_cache_mode = OpenSSL::SSL::SSLContext::SESSION_CACHE_SERVER
  context.ecdh_curves = 'P-384' if way.start_with?('hrr')
  context.verify_mode = OpenSSL::SSL::VERIFY_PEER | OpenSSL::SSL::VERIFY_FAIL_IF_NO_PEER_CERT if way.end_with?('-cert')
  listener = TCPServer.new('127.0.0.1', 0)
  puts "listening #{listener.addr[1]}"
  loop do
    tls = OpenSSL::SSL::SSLSocket.new(listener.accept, context)
    tls.sync_close = true
    begin
      tls.accept
      report(tls)
      tls.readpartial(4096)
      tls.write("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok\n")
    rescue OpenSSL::SSL::SSLError, IOError, SystemCallError => error
      puts "error #{error.message}"
    ensure
      tls.close
    end
  end
end

send(ARGV.shift, *ARGV)
