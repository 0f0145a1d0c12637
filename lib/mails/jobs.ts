import type { Database } from "#db/client.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { mailEnvironment } from "#lib/kit/env.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";
import { sendDue } from "./internal/send-due.ts";
import { openPost } from "./internal/smtp.ts";

type Context = { database: Database; clock: Clock };

/** Sends the outbox. Without SMTP_URL it stays where it is, and the console shows it. Answers how many went. */
export const sendMails: PeriodicJob<Context> = {
  name: "send-mails",
  everyMs: 5_000,
  async run(context) {
    const { smtp } = mailEnvironment();
    if (!smtp) return 0;
    const post = openPost(smtp);
    try {
      return await sendDue(context, post);
    } finally {
      post.close();
    }
  },
};
