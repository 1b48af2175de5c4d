import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';

/**
 * The other end of the fetching bench, in a process of its own: a shop that costs as little as possible, so that the
 * client is what is measured. Writes its port to its parent.
 */
const row = (index: number) =>
  `<li class="p"><a href="/p/${index}">Kettle ${index}, brushed steel</a> <b>€${index}.90</b></li>\n`;
const body = `<!doctype html><html><head><title>Kettles</title></head><body><ul>${Array.from({ length: 380 }, (_, index) => row(index)).join('')}</ul></body></html>`;

function response(status: string, headers: string, content: Buffer): Buffer {
  const head = `HTTP/1.1 ${status}\r\nDate: Sun, 01 Nov 2026 00:00:00 GMT\r\nContent-Type: text/html; charset=utf-8\r\n${headers}`;
  return Buffer.concat([Buffer.from(`${head}\r\n`), content]);
}

const zipped = gzipSync(body);
const answers: Readonly<Record<string, Buffer>> = {
  '/unchanged': response('304 Not Modified', 'ETag: "v1"\r\n', Buffer.alloc(0)),
  '/plain': response('200 OK', `Content-Length: ${Buffer.byteLength(body)}\r\n`, Buffer.from(body)),
  '/gzip': response('200 OK', `Content-Encoding: gzip\r\nContent-Length: ${zipped.length}\r\n`, zipped),
};

const server = createServer({ noDelay: true }, (socket) => {
  let pending = '';
  socket.on('data', (chunk) => {
    pending += chunk.toString('latin1');
    for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
      const path = pending.split(' ', 2)[1] ?? '';
      pending = pending.slice(end + 4);
      socket.write(answers[path] ?? response('404 Not Found', 'Content-Length: 0\r\n', Buffer.alloc(0)));
    }
  });
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.on('disconnect', () => process.exit());
