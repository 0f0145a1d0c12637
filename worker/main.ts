import { createServer } from "node:http";
import { systemScope } from "#lib/access/open-scope.ts";
import { startWorker } from "./worker.ts";

const port = Number(process.env.WORKER_PORT ?? 4020);
process.env.PROGRAM ??= "worker";

const worker = startWorker(systemScope("worker"));
const server = createServer((request, response) => void worker.answerHealth(request, response));

server.listen(port, "localhost", () => console.log(`worker on http://localhost:${port}`));

async function stop() {
  server.close();
  await worker.stop();
  process.exit(0);
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
