import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Server {
  readonly url: string;
  /** The `Range` header of each request, or `all`. */
  readonly ranges: readonly string[];
  close(): Promise<void>;
}

type Answer = (response: ServerResponse, request: IncomingMessage, count: number) => void;

/** A server on this machine that answers as it is told; `count` is the number of the request, from 1. */
export async function serve(answer: Answer): Promise<Server> {
  const ranges: string[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range ?? 'all');
    answer(response, request, ranges.length);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/file`,
    ranges,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

/** Sends content, or the part of it that is asked for. */
export function sendRange(content: Buffer): Answer {
  return (response, request) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (request.headers.range === undefined) response.writeHead(200, { 'content-length': content.length }).end(content);
    else if (start >= content.length) response.writeHead(416).end();
    else response.writeHead(206, { 'content-length': content.length - start, 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }).end(content.subarray(start));
  };
}
