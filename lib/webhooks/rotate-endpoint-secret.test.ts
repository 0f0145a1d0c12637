import { createHash, createHmac } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Heard, openReceiver, type Receiver } from "#db/testing/receiver.ts";
import { openWebhookWorld, type WebhookWorld } from "#db/testing/webhook-world.ts";
import { rotateEndpointSecret } from "./rotate-endpoint-secret.ts";
import { switchEndpointSecret } from "./switch-endpoint-secret.ts";

const HOUR_MS = 60 * 60_000;
let world: WebhookWorld;
let receiver: Receiver;
beforeAll(async () => {
  world = await openWebhookWorld();
  receiver = await openReceiver();
});
afterAll(async () => {
  await world.close();
  await receiver.stop();
});

const bytes = (secret: string) => Buffer.from(secret.slice("whsec_".length), "base64");

/** Which of the secrets hold for each of the two signatures, by place in the list. */
function holding({ headers, body }: Heard, secrets: string[]) {
  const standard: number[] = [];
  const flexcharge: number[] = [];
  for (const [index, key] of secrets.map(bytes).entries()) {
    const text = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const right = `v1,${createHmac("sha256", key).update(text).digest("base64")}`;
    if (String(headers["webhook-signature"]).split(" ").includes(right)) standard.push(index);
    const hash = createHash("sha512").update(body).digest("base64");
    const signed = `POST\n${headers["x-fc-nonce"]};${headers["x-fc-date"]};${headers.host};${hash}`;
    const hmac = (of: string) => createHmac("sha512", key).update(of).digest("base64");
    const isWhole = String(headers["x-fc-authorization"]).endsWith(`=${hmac(signed)}`);
    if (isWhole && headers["x-fc-signature"] === hmac(body)) flexcharge.push(index);
  }
  return { standard, flexcharge };
}

async function rotate(endpointId: string, overlapHours?: number) {
  const rotated = await rotateEndpointSecret(world.staff, {
    ...{ merchantId: "mer_a", endpointId },
    ...(overlapHours === undefined ? {} : { overlapHours }),
  });
  if (!rotated.ok) throw new Error(rotated.reason);
  return rotated.value.secret;
}

test("a receiver that knows both secrets sees no failed verification while they change under traffic", async () => {
  const { id, secret } = await world.endpoint(receiver.url("busy"));
  const secrets = [secret];
  const phases: [number, ReturnType<typeof holding>][] = [];
  let failures = 0;
  let phase = 0;
  receiver.answerWith((heard, response) => {
    const held = holding(heard, secrets);
    if (held.standard.length === 0 || held.flexcharge.length === 0) failures += 1;
    phases.push([phase, held]);
    response.writeHead(204).end();
  });
  world.work();
  let isOver = false;
  const traffic = (async () => {
    while (!isOver) {
      await world.tell();
      await delay(2);
    }
  })();
  const heardInPhase = async () => {
    const from = phases.length;
    await vi.waitFor(() => expect(phases.length).toBeGreaterThan(from + 25), {
      timeout: 10_000,
      interval: 20,
    });
  };
  await heardInPhase();
  // The receiver is told before anything is signed with it: what is on its way may be signed either way.
  const rotated = rotateEndpointSecret(world.staff, { merchantId: "mer_a", endpointId: id }).then(
    (result) => {
      if (result.ok) secrets.push(result.value.secret);
    },
  );
  await rotated;
  phase = 1;
  await heardInPhase();
  await switchEndpointSecret(world.staff, { merchantId: "mer_a", endpointId: id });
  phase = 2;
  await heardInPhase();
  world.pass(25 * HOUR_MS);
  phase = 3;
  await heardInPhase();
  isOver = true;
  await traffic;
  await world.rest();
  expect(failures).toBe(0);
  const last = (of: number) => phases.findLast(([each]) => each === of)![1];
  expect([0, 1, 2, 3].map(last)).toEqual([
    { standard: [0], flexcharge: [0] },
    { standard: [0, 1], flexcharge: [0] },
    { standard: [0, 1], flexcharge: [1] },
    { standard: [1], flexcharge: [1] },
  ]);
}, 60_000);

test("without a switch the old secret leads until the overlap ends; without an overlap it ends at once", async () => {
  const { id, secret } = await world.endpoint(receiver.url("quiet"), { environment: "sandbox" });
  receiver.answerWell();
  world.work();
  const secrets = [secret];
  const next = async () => {
    const from = receiver.at("quiet").length;
    await world.tell("order.completed", { environment: "sandbox" });
    await vi.waitFor(() => expect(receiver.at("quiet")).toHaveLength(from + 1), {
      timeout: 5_000,
      interval: 10,
    });
    return holding(receiver.at("quiet").at(-1)!, secrets);
  };
  secrets.push(await rotate(id, 2));
  expect(await next()).toEqual({ standard: [0, 1], flexcharge: [0] });
  world.pass(3 * HOUR_MS);
  expect(await next()).toEqual({ standard: [1], flexcharge: [1] });
  secrets.push(await rotate(id, 24));
  secrets.push(await rotate(id, 24));
  const third = { merchantId: "mer_a", endpointId: id, overlapHours: 24 };
  expect(await rotateEndpointSecret(world.staff, third)).toMatchObject({ reason: "ROTATION_RUNNING" });
  secrets.push(await rotate(id, 0));
  expect(await next()).toEqual({ standard: [4], flexcharge: [4] });
});
