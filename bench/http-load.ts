import { connect, type Socket } from "node:net";

export type Load = { answered: number; refused: number; seconds: number; times: number[] };

/**
 * Closed loop over plain sockets: each connection sends its next request when the last is answered. It parses no more
 * of an answer than its length and status, so that the generator takes little of the processor that it shares.
 * @param options.request the whole HTTP request for the n-th call
 */
export async function loadHttp(options: {
  port: number;
  connections: number;
  seconds: number;
  request: (n: number) => Buffer;
}): Promise<Load> {
  const load: Load = { answered: 0, refused: 0, seconds: 0, times: [] };
  const startedAt = performance.now();
  const endsAt = startedAt + options.seconds * 1000;
  let sent = 0;
  await Promise.all(
    Array.from({ length: options.connections }, () => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const socket = connect({ port: options.port, host: "localhost", noDelay: true });
      let sentAt = 0;
      const send = () => {
        if (performance.now() >= endsAt) {
          socket.destroy();
          resolve();
          return;
        }
        sentAt = performance.now();
        socket.write(options.request(sent));
        sent += 1;
      };
      socket.on("connect", send);
      socket.on("error", reject);
      onAnswer(socket, (status) => {
        if (status === 200) {
          load.answered += 1;
          load.times.push(performance.now() - sentAt);
        } else load.refused += 1;
        send();
      });
      return promise;
    }),
  );
  load.seconds = (performance.now() - startedAt) / 1000;
  load.times.sort((a, b) => a - b);
  return load;
}

function onAnswer(socket: Socket, answered: (status: number) => void): void {
  let held: Buffer | null = null;
  socket.on("data", (chunk: Buffer) => {
    const bytes: Buffer = held ? Buffer.concat([held, chunk]) : chunk;
    const end = bytes.indexOf("\r\n\r\n");
    const length = end < 0 ? null : /content-length: (\d+)/i.exec(bytes.toString("latin1", 0, end))?.[1];
    if (length === null || length === undefined || bytes.length < end + 4 + Number(length)) {
      held = bytes;
      return;
    }
    held = null;
    answered(Number(bytes.toString("latin1", 9, 12)));
  });
}
