import { type Server, createServer } from 'node:net';

const BODY = '{"status":"ok"}';
const answer = (connection: 'keep-alive' | 'close'): Buffer =>
  Buffer.from(
    `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\nConnection: ${connection}\r\n\r\n${BODY}`,
  );
const KEPT = answer('keep-alive');
const LAST = answer('close');
const HEAD_END = '\r\n\r\n';

/** Where the request at the start of `bytes` ends and whether it is the last of its connection; undefined until it is whole. */
function readRequest(bytes: Buffer): { readonly end: number; readonly isLast: boolean } | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return undefined;
  const head = bytes.toString('latin1', 0, headEnd).toLowerCase();
  const bodyLength = Number(/\r\ncontent-length: *(\d+)/.exec(head)?.[1] ?? 0);
  const end = headEnd + HEAD_END.length + bodyLength;
  return bytes.length < end ? undefined : { end, isLast: head.includes('\r\nconnection: close') };
}

/** Answers every request with the same bytes, as fast as a socket of Node goes. Not yet listening. */
export function createNothingServer(): Server {
  return createServer({ noDelay: true }, (socket) => {
    let rest: Buffer | undefined;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      let bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
      for (let request = readRequest(bytes); request !== undefined; request = readRequest(bytes)) {
        bytes = bytes.subarray(request.end);
        if (request.isLast) {
          socket.end(LAST);
          return;
        }
        socket.write(KEPT);
      }
      rest = bytes.length === 0 ? undefined : bytes;
    });
  });
}
