import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";
import { testSandbox } from "../testing/test-sandbox.ts";

const sandbox = testSandbox();
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A page that ran the portal's snippet, and the script when it comes. */
async function openPage(storage = new Map<string, string>()) {
  const page: Record<string, unknown> = {
    crypto,
    sessionStorage: {
      getItem: (name: string) => storage.get(name) ?? null,
      setItem: (name: string, value: string) => storage.set(name, value),
    },
    heard: [],
  };
  page.window = page;
  const context = createContext(page);
  const run = (code: string): unknown => runInContext(code, context);
  run(`window["JS-Widget"] = "fc";
    window.fc = window.fc || function () { (window.fc.q = window.fc.q || []).push(arguments); };`);
  const script = await (await fetch(sandbox.url("/sensejs/widget.js"))).text();
  return { run, load: () => run(script) };
}

test("calls that were queued before the script came are answered", async () => {
  const { run, load } = await openPage();
  run(`fc("getSenseKey", function (key) { heard.push(key); }); fc("init", "mid-1", "site-1");`);
  load();
  expect(run("heard[0]")).toMatch(guid);
  expect(run("window.fc.senseKey")).toBe(run("heard[0]"));
});

test("only the first init of a page counts", async () => {
  const { run, load } = await openPage();
  load();
  const first = run(`fc("init", "mid-1", "site-1"); fc.senseKey`);
  expect(run(`fc("init", "mid-2", "site-2"); fc.senseKey`)).toBe(first);
  expect(run("fc.mid")).toBe("mid-1");
});

test("the key lasts from page to page of a visit", async () => {
  const visit = new Map<string, string>();
  const keys = [];
  for (const _ of ["cart", "checkout"]) {
    const { run, load } = await openPage(visit);
    load();
    keys.push(run(`fc("init", "mid-1", "site-1"); fc.senseKey`));
  }
  expect(keys[0]).toBe(keys[1]);
});

test("the hosted test checkout names its site, loads the script and carries no secret", async () => {
  const merchant = await sandbox.merchant({
    name: "</script><b>Shop",
    sites: [{ name: "<i>Books", url: "x" }],
  });
  const answer = await fetch(sandbox.url(`/checkout?mid=${merchant.mid}&siteId=${merchant.siteId}`));
  const page = await answer.text();
  expect(answer.status).toBe(200);
  expect(page).toContain('src="/sensejs/widget.js"');
  expect(page).toContain("&lt;i&gt;Books");
  expect(page).not.toContain("<i>Books");
  expect(page).toContain(merchant.tokenizationKey);
  expect(page).not.toContain(merchant.appSecret);
  expect((await fetch(sandbox.url("/checkout?mid=unknown"))).status).toBe(404);
});
