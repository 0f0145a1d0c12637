import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

export type ReceivedMail = { from: string; to: string[]; headers: Record<string, string>; text: string };
export type SmtpAnswer = { code: number; text: string };
export type TestSmtp = Awaited<ReturnType<typeof startTestSmtp>>;

/**
 * A mail server that takes what it is given (RFC 5321, without TLS or sign-in). `answerTo` may refuse a recipient, or
 * hang up after the mail was taken and before we are told.
 */
export async function startTestSmtp() {
  const received: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const behaviour = {
    answerTo: (_address: string): SmtpAnswer => ({ code: 250, text: "fine" }),
    hangUpAfterMail: false,
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    const say = (code: number, text: string) => socket.write(`${code} ${text}\r\n`);
    let from = "";
    let to: string[] = [];
    let pending = "";
    let isInData = false;
    say(220, "test.example ESMTP");
    const command = (line: string) => {
      const [verb = ""] = line.toUpperCase().split(/[ :]/, 1);
      const address = /<([^>]*)>/.exec(line)?.[1] ?? "";
      if (verb === "EHLO" || verb === "HELO") say(250, "test.example");
      else if (verb === "MAIL") {
        [from, to] = [address, []];
        say(250, "fine");
      } else if (verb === "RCPT") {
        const { code, text } = behaviour.answerTo(address);
        if (code < 300) to.push(address);
        say(code, text);
      } else if (verb === "DATA") {
        isInData = true;
        say(354, "go on");
      } else if (verb === "QUIT") {
        say(221, "bye");
        socket.end();
      } else say(250, "fine");
    };
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      pending += chunk;
      for (;;) {
        const end = pending.indexOf(isInData ? "\r\n.\r\n" : "\r\n");
        if (end < 0) return;
        const part = pending.slice(0, end);
        pending = pending.slice(end + (isInData ? 5 : 2));
        if (!isInData) command(part);
        else {
          isInData = false;
          // The line end before the dot belongs to the text.
          received.push({ from, to, ...parse(`${part}\r\n`) });
          if (behaviour.hangUpAfterMail) socket.destroy();
          else say(250, "taken");
        }
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    behaviour,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function parse(raw: string): { headers: Record<string, string>; text: string } {
  const [head = "", ...rest] = raw.split("\r\n\r\n");
  const headers: Record<string, string> = {};
  for (const line of head.replace(/\r\n[ \t]+/g, " ").split("\r\n")) {
    const [name = "", ...value] = line.split(": ");
    headers[name.toLowerCase()] = decodeWords(value.join(": "));
  }
  const body = rest.join("\r\n\r\n").replace(/^\.\./gm, ".");
  const encoding = headers["content-transfer-encoding"]?.toLowerCase();
  const text =
    encoding === "base64"
      ? Buffer.from(body, "base64").toString("utf8")
      : encoding === "quoted-printable"
        ? fromQuoted(body)
        : body;
  return { headers, text: text.replaceAll("\r\n", "\n") };
}

function fromQuoted(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function decodeWords(value: string): string {
  return value
    .replace(/\?= +=\?/g, "?==?")
    .replace(/=\?utf-8\?(q|b)\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toLowerCase() === "b"
        ? Buffer.from(text, "base64").toString("utf8")
        : fromQuoted(text.replaceAll("_", " ")),
    );
}
