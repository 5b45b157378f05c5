import { BODY_LIMIT_BYTES, type Framing } from './response-body.ts';
import { type Stamps, parseStamps } from './stamps.ts';

export interface ResponseHead {
  readonly status: number;
  /** False when the server will close the connection after this response. */
  readonly isReusable: boolean;
  readonly framing: Framing;
  readonly stamps: Stamps | null;
  readonly location: string | null;
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |\r|$)/;
const LINE_END = '\r\n';

/** The few fields that a sender cares for, in lower case where case means nothing; '' where absent. */
interface Fields {
  connection: string;
  contentLength: string;
  transferEncoding: string;
  stamps: string;
  location: string;
}

function readFields(head: string): Fields {
  const fields: Fields = { connection: '', contentLength: '', transferEncoding: '', stamps: '', location: '' };
  let lineEnd = head.indexOf(LINE_END);
  while (lineEnd !== -1) {
    const lineStart = lineEnd + LINE_END.length;
    lineEnd = head.indexOf(LINE_END, lineStart);
    const line = head.slice(lineStart, lineEnd === -1 ? head.length : lineEnd);
    const colon = line.indexOf(':');
    switch (line.slice(0, colon).toLowerCase()) {
      case 'connection':
        fields.connection += `,${line.slice(colon + 1).toLowerCase()}`;
        break;
      case 'content-length': {
        const value = line.slice(colon + 1).trim();
        // Two lengths that differ are none.
        fields.contentLength =
          fields.contentLength === '' || fields.contentLength === value ? value : `${fields.contentLength},${value}`;
        break;
      }
      case 'transfer-encoding':
        fields.transferEncoding = line
          .slice(colon + 1)
          .trim()
          .toLowerCase();
        break;
      case 'holdup-stamps':
        fields.stamps = line.slice(colon + 1).trim();
        break;
      case 'location':
        fields.location = line.slice(colon + 1).trim();
        break;
      default:
    }
  }
  return fields;
}

const hasToken = (list: string, token: string): boolean => list.split(',').some((one) => one.trim() === token);

function framingOf(status: number, { transferEncoding, contentLength }: Fields): Framing | undefined {
  // Responses to GET and POST that never have a body.
  if (status < 200 || status === 204 || status === 304) return { kind: 'length', byteCount: 0 };
  if (transferEncoding.endsWith('chunked')) return { kind: 'chunked' };
  if (contentLength === '') return { kind: 'close' };
  if (!/^\d+$/.test(contentLength)) return undefined;
  const byteCount = Number(contentLength);
  return byteCount > BODY_LIMIT_BYTES ? undefined : { kind: 'length', byteCount };
}

/**
 * @param head status line and fields, without the empty line that ends them
 * @returns undefined when it is no HTTP/1 head, or one that nobody asked for
 */
export function readHead(head: string): ResponseHead | undefined {
  const match = STATUS_LINE.exec(head);
  if (match === null) return undefined;
  const status = Number(match[2]);
  // "Switching Protocols": this side never asks for that.
  if (status === 101) return undefined;
  const fields = readFields(head);
  const framing = framingOf(status, fields);
  if (framing === undefined) return undefined;
  const isKept = match[1] === '1' ? !hasToken(fields.connection, 'close') : hasToken(fields.connection, 'keep-alive');
  return {
    status,
    isReusable: isKept && framing.kind !== 'close',
    framing,
    stamps: fields.stamps === '' ? null : parseStamps(fields.stamps),
    location: fields.location === '' ? null : fields.location,
  };
}
