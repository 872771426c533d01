# A Perl peer: IO::Socket::SSL as client or server.
#   perl peer.pl client PORT WAY CA CERT KEY
#   perl peer.pl server WAY CA CERT KEY
# It prints a line a connection: "connection resumed=BOOL version=VERSION". A server first prints "listening PORT".
use strict;
use warnings;
use IO::Socket::INET;
use IO::Socket::SSL;
use Net::SSLeay;

$| = 1;
$SIG{PIPE} = 'IGNORE';
my $side = shift @ARGV;
my $port = $side eq 'client' ? shift @ARGV : 0;
my ($way, $ca, $cert, $key) = @ARGV;
my $tls13 = $way =~ /^(psk|ke|hrr)/;
my %common = (
    SSL_ca_file => $ca, SSL_cert_file => $cert, SSL_key_file => $key,
    SSL_version => $tls13 ? 'TLSv1_3' : 'TLSv1_2', Timeout => 10,
    SSL_create_ctx_callback => sub {
        Net::SSLeay::CTX_set_options($_[0], Net::SSLeay::OP_NO_TICKET()) if $way =~ /^id/;
        # SSL_OP_ALLOW_NO_DHE_KEX, for which Net::SSLeay has no name.
        Net::SSLeay::CTX_set_options($_[0], 0x400) if $way =~ /^ke/;
    },
);

sub report {
    my ($socket) = @_;
    my $version = $socket->get_sslversion;
    $version =~ s/_/./;
    print 'connection resumed=', ($socket->get_session_reused ? 'true' : 'false'), " version=$version\n";
}

if ($side eq 'client') {
    my $context = IO::Socket::SSL::SSL_Context->new(%common, SSL_server => 0, SSL_session_cache_size => 8)
        or die "error $SSL_ERROR";
    for (1, 2) {
        my $socket = IO::Socket::SSL->new(
            PeerAddr => '127.0.0.1', PeerPort => $port, SSL_hostname => 'localhost', SSL_verifycn_name => 'localhost',
            SSL_verifycn_scheme => 'http', SSL_reuse_ctx => $context, SSL_session_key => 'segno') or die "error $SSL_ERROR";
        print $socket "GET / HTTP/1.0\r\n\r\n";
        while (sysread($socket, my $bytes, 4096)) { }
        report($socket);
        $socket->close;
    }
} else {
    my $context = IO::Socket::SSL::SSL_Context->new(%common, SSL_server => 1,
        $way =~ /^hrr/ ? (SSL_ecdh_curve => 'P-384') : (),
        SSL_session_id_context => 'segno',
        SSL_verify_mode => $way =~ /-cert$/ ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_NONE)
        or die "error $SSL_ERROR";
    my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 0, Listen => 8) or die "error $!";
    print 'listening ', $listener->sockport, "\n";
    while (my $plain = $listener->accept) {
        my $socket = IO::Socket::SSL->start_SSL($plain, SSL_server => 1, SSL_reuse_ctx => $context);
        if (!$socket) { print "error $SSL_ERROR\n"; next; }
        report($socket);
        sysread($socket, my $bytes, 4096);
        print $socket "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok\n";
        $socket->close;
    }
}
