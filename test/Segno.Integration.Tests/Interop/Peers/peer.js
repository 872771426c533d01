// A Node peer: the tls module as client or server.
//   node peer.js client PORT WAY CA CERT KEY
//   node peer.js server WAY CA CERT KEY
// It prints a line a connection: "connection resumed=BOOL version=VERSION". A server first prints "listening PORT".
'use strict';
const tls = require('tls');
const fs = require('fs');
const { constants } = require('crypto');

function configure(way, ca, cert, key) {
  const version = /^(psk|ke|hrr)/.test(way) ? 'TLSv1.3' : 'TLSv1.2';
  return {
    ca: fs.readFileSync(ca), cert: fs.readFileSync(cert), key: fs.readFileSync(key),
    minVersion: version, maxVersion: version,
    // 0x400 is SSL_OP_ALLOW_NO_DHE_KEX, for which not every version has a name.
    secureOptions: way.startsWith('id') ? constants.SSL_OP_NO_TICKET : way.startsWith('ke') ? 0x400 : 0,
  };
}

function report(socket) {
  console.log(`connection resumed=${socket.isSessionReused()} version=${socket.getProtocol()}`);
}

function connect(port, options, session, then) {
  let next = session;
  const socket = tls.connect({ ...options, host: '127.0.0.1', servername: 'localhost', port, session }, () => {
    report(socket);
    socket.write('GET / HTTP/1.0\r\n\r\n');
  });
  socket.on('session', (fresh) => { next = fresh; });
  socket.on('error', (error) => { console.log('error', error.message); process.exit(1); });
  socket.on('data', () => {});
  socket.on('close', () => then(next));
}

const [side, ...rest] = process.argv.slice(2);
if (side === 'client') {
  const [port, way, ca, cert, key] = rest;
  const options = configure(way, ca, cert, key);
  connect(port, options, undefined, (session) => connect(port, options, session, () => {}));
} else {
  const [way, ca, cert, key] = rest;
  const options = configure(way, ca, cert, key);
  if (way.startsWith('hrr')) options.ecdhCurve = 'P-384';
  if (way.endsWith('-cert')) Object.assign(options, { requestCert: true, rejectUnauthorized: true, sessionIdContext: 'segno' });
  const server = tls.createServer(options, (socket) => {
    report(socket);
    socket.on('error', (error) => console.log('error', error.message));
    socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok\n'));
  });
  // OpenSSL's own cache is off in Node: session IDs resume only through these two events.
  const sessions = new Map();
  server.on('newSession', (id, data, done) => { sessions.set(id.toString('hex'), data); done(); });
  server.on('resumeSession', (id, done) => done(null, sessions.get(id.toString('hex')) || null));
  server.on('tlsClientError', (error) => console.log('error', error.message));
  server.listen(0, '127.0.0.1', () => console.log('listening', server.address().port));
}
