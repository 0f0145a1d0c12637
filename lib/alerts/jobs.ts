import type { Scope } from "#lib/access/open-scope.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";
import { ENVIRONMENTS } from "#lib/terms.ts";
import { sendPosts } from "./internal/send-posts.ts";
import { raiseAlerts } from "./raise-alerts.ts";

/** Looks once a minute at what needs somebody and tells them. Answers how many lines were told. */
export const raiseAlertsJob: PeriodicJob<Scope> = {
  name: "raise-alerts",
  everyMs: 60_000,
  async run(scope) {
    let told = 0;
    for (const environment of ENVIRONMENTS) told += await raiseAlerts(scope, environment);
    return told;
  },
};

/** Hands alerts to the partner's own webhook. */
export const sendAlertPosts: PeriodicJob<Scope> = {
  name: "send-alert-posts",
  everyMs: 10_000,
  run: (scope) => sendPosts(scope),
};
