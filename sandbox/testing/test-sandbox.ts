import { afterAll, beforeAll } from "vitest";
import type { RunningSandbox } from "../start-sandbox.ts";
import { startSandbox } from "../start-sandbox.ts";
import type { WorldName } from "../world.ts";
import { evaluateBody, tokenizeBody } from "./bodies.ts";
import { createDatabase } from "./database.ts";
import type { Reply } from "./wire.ts";
import { send } from "./wire.ts";

type Settings = Record<string, unknown>;
export type TestMerchant = Awaited<ReturnType<TestSandbox["merchant"]>>;

/** Both worlds on a database of this file's own, reached over HTTP like any client reaches them. */
export class TestSandbox {
  world: WorldName = "sandbox";
  #running!: RunningSandbox;
  #database!: { url: string; drop: () => Promise<void> };

  async open(): Promise<void> {
    this.#database = await createDatabase();
    await this.start();
  }

  async start(): Promise<void> {
    this.#running = await startSandbox({
      databaseUrl: this.#database.url,
      ports: { sandbox: 0, production: 0 },
    });
  }

  stop(): Promise<void> {
    return this.#running.stop();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#database.drop();
  }

  get databaseUrl(): string {
    return this.#database.url;
  }

  url(path: string, world: WorldName = this.world): string {
    return `${this.#running.urls[world]}${path}`;
  }

  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply> {
    return send(this.url(path), method, body, headers);
  }

  control(method: string, path: string, body?: unknown): Promise<Reply> {
    return this.call(method, `/_control/${path}`, body);
  }

  async now(): Promise<string> {
    return (await this.control("GET", "clock")).body.now;
  }

  async advance(duration: string): Promise<string> {
    return (await this.control("POST", "clock", { advance: duration })).body.now;
  }

  /** A new account, signed in: `post` and `get` speak with its bearer. */
  async merchant(settings: Settings = {}) {
    const made = await this.control("POST", "merchants", {
      name: "Shop",
      sites: [{ name: "Shop", url: "https://shop.example", descriptor: "SHOPEXAMPLE" }],
      ...settings,
    });
    const { mid, appKey, appSecret, tokenizationKey, webhookKey, sites } = made.body;
    const keys = { AppKey: appKey, AppSecret: appSecret };
    const token = (await this.call("POST", "/v1/oauth2/token", keys)).body.accessToken as string;
    const bearer = { authorization: `Bearer ${token}` };
    const post = (path: string, body?: unknown) => this.call("POST", `/v1/${path}`, body, bearer);
    const get = (path: string) => this.call("GET", `/v1/${path}`, undefined, bearer);
    return {
      mid: mid as string,
      appKey: appKey as string,
      appSecret: appSecret as string,
      tokenizationKey: tokenizationKey as string,
      webhookKey: webhookKey as string,
      siteId: sites[0]?.id as string,
      bearer,
      post,
      get,
      tokenize: async (number: string, cvv?: string): Promise<string> =>
        (await post("tokenize", tokenizeBody(number, cvv))).body.transaction.payment_method.token,
      evaluate: (changes?: Parameters<typeof evaluateBody>[0]) => post("evaluate", evaluateBody(changes)),
      /** The key of an order that this evaluate opened, which must have ended in the status named. */
      async order(status: string, changes?: Parameters<typeof evaluateBody>[0]): Promise<string> {
        const answer = await post("evaluate", evaluateBody(changes));
        if (answer.body.status !== status)
          throw new Error(`Expected ${status}: ${JSON.stringify(answer.body)}`);
        return answer.body.orderSessionKey;
      },
    };
  }
}

/** A sandbox for the tests of one file. */
export function testSandbox(): TestSandbox {
  const sandbox = new TestSandbox();
  beforeAll(() => sandbox.open());
  afterAll(() => sandbox.close());
  return sandbox;
}
