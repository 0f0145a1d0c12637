import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ACTION_INPUTS } from "#e2e/authorization-inputs.ts";
import { ACTIONS, MAY, PAGES, READS, RECEIVES } from "#e2e/authorization-policy.ts";
import { permissionsOf, rolesWith } from "#lib/access/rules.ts";
import { PERMISSIONS } from "#lib/access/schema.ts";
import { MERCHANT_ROLES, PARTNER_ROLES } from "#lib/terms.ts";

// What is not in the table cannot be judged by e2e/authorization.spec.ts: here it fails within a second of being added.

const APP = import.meta.dirname;
const files = fs
  .readdirSync(APP, { recursive: true, encoding: "utf8" })
  .map((file) => file.split(path.sep).join("/"))
  .sort();

/** The address below which a file of the tree is served: without groups such as `(console)`. */
function addressOf(file: string): string {
  const folders = path.dirname(file).split("/");
  return `/${folders.filter((name) => name !== "." && !/^\(.*\)$/.test(name)).join("/")}`;
}
const addressesOf = (leaf: string) => files.filter((file) => path.basename(file) === leaf).map(addressOf);

/** `file#name` of every function that a browser may call. */
function serverActions(): string[] {
  const found: string[] = [];
  for (const file of files.filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))) {
    const text = fs.readFileSync(path.join(APP, file), "utf8");
    if (!/^\s*["']use server["']/m.test(text)) continue;
    for (const [, name] of text.matchAll(/^export (?:const|(?:async )?function) (\w+)/gm)) {
      found.push(`app/${file}#${name}`);
    }
  }
  return found;
}

describe("the policy table", () => {
  test("names every page of the console and no other", () => {
    expect(addressesOf("page.tsx").sort()).toEqual(Object.keys(PAGES).sort());
  });

  test("names every read and every file that is served, and no other", () => {
    expect(addressesOf("route.ts").sort()).toEqual([...Object.keys(READS), ...Object.keys(RECEIVES)].sort());
  });

  test("names every server action, with what it is sent", () => {
    const actions = serverActions();
    expect(actions.length).toBeGreaterThan(40);
    expect(actions.sort()).toEqual(Object.keys(ACTIONS).sort());
    const guarded = Object.keys(ACTIONS).filter((name) => typeof ACTIONS[name] !== "string");
    expect(Object.keys(ACTION_INPUTS).sort()).toEqual(guarded.sort());
  });

  test("says of every role what the code says", () => {
    expect(Object.keys(MAY).sort()).toEqual([...PERMISSIONS].sort());
    for (const permission of PERMISSIONS) {
      expect([...MAY[permission]].sort(), permission).toEqual(rolesWith(permission).sort());
    }
  });

  test("gives a role of merchants nothing that is the partner's alone", () => {
    const partnerOnly = [
      "merchants.write",
      "kill.on",
      "kill.off",
      "kill.partner",
      "switches.approve",
      "sandbox.control",
    ] as const;
    for (const role of MERCHANT_ROLES) {
      for (const permission of partnerOnly) expect(permissionsOf(role).has(permission), role).toBe(false);
    }
    expect([...PARTNER_ROLES, ...MERCHANT_ROLES].sort()).toEqual([...MAY["merchants.read"]].sort());
  });
});

describe("every door", () => {
  test("of an action is the one that checks session, permission and card data, or the one for what its need says", () => {
    const doors = { anybody: "publicAction", "signed in": "personalAction" };
    for (const full of serverActions()) {
      const need = ACTIONS[full];
      const door = typeof need === "string" ? doors[need] : "action";
      const [file, name] = full.split("#");
      const text = fs.readFileSync(path.join(APP, "..", file!), "utf8");
      expect(text, full).toMatch(new RegExp(`^export const ${name} = ${door}\\(`, "m"));
    }
  });

  test("of a read or a file is read() or download(), unless anybody may pass", () => {
    for (const file of files.filter((name) => path.basename(name) === "route.ts")) {
      if (READS[addressOf(file)] === "anybody") continue;
      const text = fs.readFileSync(path.join(APP, file), "utf8");
      const receives = RECEIVES[addressOf(file)];
      if (receives) {
        expect(text.replace(/\s+/g, " "), file).toMatch(
          new RegExp(`export const POST = receive(?:Stream)?(<\\w+>)?\\( ?"${receives[0]}"`),
        );
        continue;
      }
      expect(text, file).toMatch(/^export const GET = (read|download)[<(]/m);
      expect([...text.matchAll(/^export /gm)], file).toHaveLength(1);
    }
  });
});
