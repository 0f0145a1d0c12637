import { type APIRequestContext, type Browser, expect, test } from "@playwright/test";
import { ENVIRONMENTS, type Environment, type Role } from "#lib/terms.ts";
import { addressFor, askAs, differs, digest, eachOf, idsOf, nobodys, plain } from "./ask-as.ts";
import { ACTION_INPUTS, type Ids } from "./authorization-inputs.ts";
import { ACTIONS, RECEIVES } from "./authorization-policy.ts";
import {
  actionsOfBuild,
  type BuiltAction,
  builtActions,
  guarded,
  holds,
  isMerchantRole,
  mayReach,
  ROLES,
} from "./built-doors.ts";
import { signIn } from "./console.ts";
import { readCustomers } from "./customer-words.ts";
import { personWithRole, readWorld } from "./world.ts";

// P15 over the built product: every page, read, file and server action that the build serves, as every role, with one's
// own ids, another merchant's and nobody's. The gateway's part is gateway/authorization.test.ts.

/** Everything is asked in one environment; in the other what is refused, and every read and file. */
const ENVIRONMENT = "sandbox";

let own: Ids;
let foreign: Ids;
let foreignName: string;
let live: { own: Ids; foreign: Ids };
let requests: Map<Role, APIRequestContext>;

async function enter(browser: Browser, role: Role): Promise<APIRequestContext> {
  const world = readWorld();
  const merchantId = isMerchantRole(role) ? own.merchantId : undefined;
  const context = await browser.newContext();
  await signIn(await context.newPage(), personWithRole(world, role, merchantId));
  return context.request;
}

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  const world = readWorld();
  const mine = world.users
    .filter(({ role }) => role.startsWith("merchant_"))
    .map(({ merchantId }) => merchantId);
  const ownId = mine.find((id) =>
    ROLES.filter(isMerchantRole).every((role) =>
      world.users.some((user) => user.role === role && user.merchantId === id),
    ),
  );
  expect(ownId, "one merchant has people of every role").toBeTruthy();
  const other = world.merchants.find(({ id }) => id !== ownId)!;
  foreignName = other.name;
  own = await idsOf(ownId!, ENVIRONMENT);
  foreign = await idsOf(other.id, ENVIRONMENT);
  live = { own: await idsOf(ownId!, "production"), foreign: await idsOf(other.id, "production") };
  requests = new Map();
  for (const role of ROLES) requests.set(role, await enter(browser, role));
});

const ask = (role: Role, pattern: string, ids: Ids, environment: Environment = ENVIRONMENT) =>
  askAs(requests.get(role)!, addressFor(pattern, ids, environment), ids);

type Asked = ReturnType<typeof guarded>[number] & { role: Role };
const asEveryRole = () => guarded().flatMap((served) => ROLES.map((role) => ({ ...served, role })));

/** What is wrong with the answer to one's own ids; null: nothing. */
function wrongWith({ address, need, role }: Asked, { status, body }: { status: number; body: string }) {
  // An entry of the navigation leads on; a row or a cell that nobody named is 404.
  const isVague = /\/cell$|\[(?!environment|merchantId|report|orderId|siteId)/.test(address);
  // Home leads a merchant's people to their own workspace, in a stream that has begun.
  const leadsOn = address === "/[environment]" && [200, 307].includes(status) && !body.includes(foreignName);
  const answers = mayReach(role, address, need) ? [200, 307, 308, ...(isVague ? [404] : [])] : [403, 404];
  return answers.includes(status) || leadsOn ? null : `${role} ${address}: ${status}`;
}

test("every page, read and file answers those who may, refuses all others, and tells few who the customers are", async () => {
  test.setTimeout(180_000);
  const wrong: string[] = [];
  const customers = await readCustomers(own.orderId);
  const shown = new Set<Role>();
  await eachOf(asEveryRole(), async (asked) => {
    const answer = await ask(asked.role, asked.address, own);
    const trouble = wrongWith(asked, answer);
    if (trouble) wrong.push(trouble);
    const told = customers.told(answer.body);
    if (told && !holds(asked.role, ["orders.customer"]))
      wrong.push(`${asked.role} ${asked.address} tells ${told}`);
    if (told && asked.address.endsWith("/orders/[orderId]")) shown.add(asked.role);
  });
  expect(wrong).toEqual([]);
  expect(customers.ofOrder.size).toBeGreaterThan(1);
  expect([...shown].sort()).toEqual(ROLES.filter((role) => holds(role, ["orders.customer"])).sort());
});

test("production refuses the same people the same pages, and its reads and files answer who may alone", async () => {
  test.setTimeout(120_000);
  const wrong: string[] = [];
  const customers = await readCustomers(live.own.orderId);
  const asked = asEveryRole().filter(
    ({ kind, role, address, need }) => kind === "route" || !mayReach(role, address, need),
  );
  await eachOf(asked, async (one) => {
    const answer = await ask(one.role, one.address, live.own, "production");
    const trouble = wrongWith(one, answer);
    if (trouble) wrong.push(trouble);
    const told = customers.told(answer.body);
    if (told && !holds(one.role, ["orders.customer"])) wrong.push(`${one.role} ${one.address} tells ${told}`);
  });
  expect(asked.length).toBeGreaterThan(200);
  expect(wrong).toEqual([]);
});

for (const environment of ENVIRONMENTS) {
  const isWhole = environment === ENVIRONMENT;
  const what = isWhole ? "page, read or file" : "read or file";
  test(`another merchant's ${what} in ${environment} is exactly one of nobody`, async () => {
    test.setTimeout(180_000);
    const [mine, others] = isWhole ? [own, foreign] : [live.own, live.foreign];
    const before = await digest(others.merchantId);
    const wrong: string[] = [];
    const random = nobodys();
    const asked = asEveryRole().filter(
      ({ address, kind }) => /\[(merchantId|orderId|siteId)\]/.test(address) && (isWhole || kind === "route"),
    );
    await eachOf(asked, async ({ address, role }) => {
      // Whole foreign addresses for merchants' people; for everybody a foreign record below one's own merchant.
      const mixed = (ids: Ids) => ({ ...ids, merchantId: mine.merchantId });
      const pairs = isMerchantRole(role) ? [[others, random] as const] : [];
      const all = /\[(orderId|siteId)\]/.test(address)
        ? [...pairs, [mixed(others), mixed(random)] as const]
        : pairs;
      for (const [theirs, nobody] of all) {
        let body = "";
        const told = async (ids: Ids) => {
          const { body: whole, ...said } = await ask(role, address, ids, environment);
          if (ids === theirs) body = whole;
          return said;
        };
        const difference = await differs(
          () => told(theirs),
          () => told(nobody),
        );
        if (difference) wrong.push(`${role} ${address}: ${difference}`);
        if (isMerchantRole(role) && body.includes(foreignName))
          wrong.push(`${role} ${address}: names the merchant`);
      }
    });
    expect(wrong).toEqual([]);
    expect(await digest(others.merchantId)).toEqual(before);
  });
}

test("the search over everything finds a merchant's people nothing of another", async () => {
  for (const role of ROLES.filter(isMerchantRole)) {
    const found = await requests
      .get(role)!
      .get(`/api/find?environment=${ENVIRONMENT}&text=${encodeURIComponent(foreignName)}`);
    expect(await found.text(), role).not.toContain(foreign.merchantId);
  }
});

test("an address that no text can hold is refused before anything is looked for", async () => {
  for (const address of ["/api/find?text=%00shop", "/sandbox/orders?q=%00", "/sandbox/m/%00"]) {
    const answer = await requests.get("admin")!.get(address);
    expect(answer.status(), address).toBe(400);
    expect(answer.headers()["x-frame-options"], address).toBe("DENY");
  }
});

/** Posts as React does, and reads the answer's own row out of the stream. */
async function act(request: APIRequestContext, { id, address }: BuiltAction, input: unknown, at: Ids = own) {
  const answer = await request.post(addressFor(address, at, ENVIRONMENT), {
    headers: { "next-action": id, "content-type": "text/plain;charset=UTF-8", accept: "text/x-component" },
    data: JSON.stringify([input]),
    maxRedirects: 0,
  });
  const text = await answer.text();
  const row = /^0:\{"a":"\$@(\w+)"/m.exec(text)?.[1];
  const value = row === undefined ? null : new RegExp(`^${row}:(\\{.*\\})$`, "m").exec(text)?.[1];
  return {
    status: answer.status(),
    value: value ? (JSON.parse(value) as { ok: boolean; reason?: string }) : null,
    text,
  };
}

/** What belongs to the person alone names no record of a merchant. */
const inputOf = (name: string, ids: Ids): unknown => (ACTION_INPUTS[name] ?? (() => null))(ids);

test("every action of the build is in the policy, and refuses who is not signed in", async ({
  playwright,
  baseURL,
}) => {
  test.setTimeout(60_000);
  const built = builtActions();
  const names = actionsOfBuild().map(({ name }) => name);
  expect([...new Set(names)].sort()).toEqual(Object.keys(ACTIONS).sort());
  const stranger = await playwright.request.newContext(baseURL ? { baseURL } : {});
  await eachOf(built, async (action) => {
    const { value, status } = await act(stranger, action, inputOf(action.name, foreign));
    if (value) expect(value, action.name).toMatchObject({ ok: false, reason: "SIGNED_OUT" });
    else expect([303, 307, 401], action.name).toContain(status);
  });
  await stranger.dispose();
});

test("every action looks at nothing that is sent by a role that may not call it", async () => {
  test.setTimeout(120_000);
  const wrong: string[] = [];
  await eachOf(
    builtActions().flatMap((action) => ROLES.map((role) => ({ action, role }))),
    async ({ action, role }) => {
      const { value, status } = await act(requests.get(role)!, action, null);
      const expected = holds(role, action.need) ? "INVALID" : "NO_PERMISSION";
      if (value?.reason !== expected) wrong.push(`${role} ${action.name}: ${value?.reason ?? status}`);
    },
  );
  expect(wrong).toEqual([]);
});

test("an action on another merchant's record is exactly one on nobody's, and changes nothing", async () => {
  test.setTimeout(180_000);
  const before = [await digest(foreign.merchantId), await digest(own.merchantId)];
  const random = nobodys();
  const wrong: string[] = [];
  await eachOf(
    builtActions().flatMap((action) => ROLES.map((role) => ({ action, role }))),
    async ({ action, role }) => {
      const input = (ids: Ids) => inputOf(action.name, ids);
      const pairs: (readonly [Ids, Ids])[] = [];
      if (JSON.stringify(input(foreign)) === JSON.stringify(input(random))) return;
      if (isMerchantRole(role)) pairs.push([foreign, random]);
      const mixed = (ids: Ids): Ids => ({ ...ids, merchantId: own.merchantId });
      // Only where a record is named beside the merchant: else one's own merchant would be changed, rightly.
      if (
        JSON.stringify(input(mixed(foreign))) !== JSON.stringify(input(own)) &&
        JSON.stringify(input(mixed(foreign))) !== JSON.stringify(input(mixed(random)))
      )
        pairs.push([mixed(foreign), mixed(random)]);
      for (const [theirs, nobody] of pairs) {
        const said = await act(requests.get(role)!, action, input(theirs));
        const expected = await act(requests.get(role)!, action, input(nobody));
        const [mine, other] = [said, expected].map(({ status, value }, index) =>
          plain(JSON.stringify({ status, value }), [theirs, nobody][index]!),
        );
        if (mine !== other) wrong.push(`${role} ${action.name}: ${mine}, nobody's ${other}`);
        // Some count what they did in many; nothing was done is all that they may say.
        const done =
          said.value?.ok === true && !/"(set|total|replayed|count)":0/.test(JSON.stringify(said.value));
        if (done || said.value === null || said.value.reason === "UNEXPECTED")
          wrong.push(`${role} ${action.name}: ${JSON.stringify(said.value)} (${said.status})`);
      }
    },
  );
  expect(wrong).toEqual([]);
  expect([await digest(foreign.merchantId), await digest(own.merchantId)]).toEqual(before);
});

test("a file for another merchant is refused like one for nobody's, and to roles that may send none", async () => {
  const random = nobodys();
  const before = await digest(foreign.merchantId);
  for (const [address, need] of Object.entries(RECEIVES)) {
    for (const role of ROLES) {
      const send = async (ids: Ids) => {
        const answer = await requests.get(role)!.post(addressFor(address, ids, ENVIRONMENT), {
          headers: { "sec-fetch-site": "same-origin" },
          data: Buffer.from("not,what,is,asked,for"),
        });
        return { status: answer.status(), text: plain(await answer.text(), ids) };
      };
      if (!mayReach(role, address, need))
        expect([403, 404], `${role} ${address}`).toContain((await send(own)).status);
      if (!isMerchantRole(role) || !address.includes("[merchantId]")) continue;
      expect(await send(foreign), `${role} ${address}`).toEqual(await send(random));
    }
  }
  expect(await digest(foreign.merchantId)).toEqual(before);
});
