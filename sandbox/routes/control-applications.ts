import { Hono } from "hono";
import type { Application, ApplicationStatus } from "../applications.ts";
import { describeApplication, findApplication, moveApplication } from "../applications.ts";
import type { Folded } from "../case-insensitive.ts";
import { textAt } from "../case-insensitive.ts";
import type { ApplicationEvent } from "../notices.ts";
import type { Progress } from "../progress.ts";
import type { SandboxEnv } from "../seen-calls.ts";
import type { World } from "../world.ts";
import { readBody, refuse } from "./control-answer.ts";

type Verdict = {
  event: ApplicationEvent;
  changes: (body: Folded, now: Date) => Partial<Application>;
};

const ended = (status: ApplicationStatus, reason: string | null = null) => ({
  status,
  reason,
  info_request: null,
});

/** What underwriting decides about an application that was submitted. */
const verdicts: Record<string, Verdict> = {
  approve: { event: "application.approved", changes: () => ended("APPROVED") },
  decline: {
    event: "application.declined",
    changes: (body) =>
      ended("DECLINED", textAt(body, "reason") ?? "The application does not meet the criteria."),
  },
  "request-info": {
    event: "application.info_requested",
    changes: (body, now) => ({
      info_request: {
        message: textAt(body, "message") ?? "More information is needed.",
        fields: Array.isArray(body.fields)
          ? body.fields.filter((name) => typeof name === "string")
          : ["Documents"],
        requestedOn: now.toISOString(),
      },
    }),
  },
};

/** POST /_control/applications/{id}/{approve,decline,request-info}: `{ reason? }`, `{ message?, fields? }`. */
export function applicationControls(world: World, progress: Progress): Hono<SandboxEnv> {
  const control = new Hono<SandboxEnv>();
  control.post("/:id/:verdict", async (c) => {
    const verdict = verdicts[c.req.param("verdict")];
    if (!verdict) return refuse(c, `Underwriting can ${Object.keys(verdicts).join(", ")}.`, 404);
    const body = await readBody(c);
    const outcome = await world.sql.begin(async (tx) => {
      const application = await findApplication(tx, world, c.req.param("id"), null, true);
      if (!application) return "Application not found.";
      if (application.status !== "SUBMITTED")
        return `Not possible while the application is ${application.status}.`;
      const changes = verdict.changes(body, world.clock.now());
      return await moveApplication(tx, world, application, changes, verdict.event);
    });
    if (typeof outcome === "string") return refuse(c, outcome, outcome.endsWith("not found.") ? 404 : 409);
    await progress.settle();
    return c.json(describeApplication(outcome, world.clock.now()));
  });
  return control;
}
