import { systemScope } from "#lib/access/open-scope.ts";
import { countCredentialUses } from "#lib/credentials/jobs.ts";
import { sharedFlexchargeClient } from "#lib/flexcharge/shared-client.ts";
import { mailEnvironment } from "#lib/kit/env.ts";
import { createLog } from "#lib/kit/log.ts";
import { endOnSignal } from "#lib/kit/shutdown.ts";
import { startNotices } from "#lib/notices/jobs.ts";
import { startTransmitStreams } from "#lib/transmits/jobs.ts";
import { startDeliverer } from "#lib/webhooks/jobs.ts";
import { createHealthServer } from "./health.ts";
import { createWorkerMetrics } from "./metrics.ts";
import { startWorker } from "./worker.ts";

const port = Number(process.env.WORKER_PORT ?? 4020);
process.env.PROGRAM ??= "worker";
const log = createLog("worker");
// Half a setting would keep every mail back without a word.
mailEnvironment();
const metrics = createWorkerMetrics();
metrics.collectProcess();
// Before any job asks for the client, so that all its calls are counted.
const scope = systemScope("worker");
const credentialUses = countCredentialUses(scope.database, {
  onError: (err) => log.warn({ err }, "credential uses were not kept"),
});
const flexcharge = sharedFlexchargeClient({
  onCall(ended) {
    metrics.onCall(ended);
    credentialUses.record(ended, scope.clock.now());
  },
});
const worker = startWorker({ scope, log, metrics });
const { DATABASE_DIRECT_URL, DATABASE_URL } = process.env;
const directUrl = DATABASE_DIRECT_URL || DATABASE_URL;
if (!directUrl) throw new Error("DATABASE_URL is not set");
const streams = startTransmitStreams(scope, { directUrl, flexcharge, log });
const notices = startNotices(scope, { flexcharge, log });
const deliverer = startDeliverer(scope, { log });
const health = createHealthServer({ database: scope.database, metrics, isEnding: worker.isEnding });
health.listen(port, "localhost", () => log.info({ port }, "listening"));

endOnSignal(log, async () => {
  await Promise.all([worker.stop(), streams.stop(), notices.stop(), deliverer.stop()]);
  health.close();
  health.closeAllConnections();
  await flexcharge.close();
  await credentialUses.stop();
  await scope.database.close();
});
