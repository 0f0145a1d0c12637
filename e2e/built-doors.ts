import fs from "node:fs";
import path from "node:path";
import { expect } from "@playwright/test";
import type { Role } from "#lib/terms.ts";
import { ACTIONS, MAY, type Need, PAGES, READS, RECEIVES } from "./authorization-policy.ts";

export const ROLES = MAY["merchants.read"];
const BUILD = path.resolve(import.meta.dirname, "..", ".next");

export const isMerchantRole = (role: Role) => role.startsWith("merchant_");
export const holds = (role: Role, need: readonly string[]) =>
  need.some((permission) => MAY[permission as keyof typeof MAY].includes(role));
const readBuild = (file: string) => JSON.parse(fs.readFileSync(path.join(BUILD, file), "utf8"));

type Served = { address: string; kind: "page" | "route" };

/** Every address that the build serves, as Next's own manifest has it. */
function servedByBuild(): Served[] {
  const routes = readBuild("app-path-routes-manifest.json") as Record<string, string>;
  return Object.entries(routes)
    .filter(([file]) => !/^\/(_not-found|_global-error)\/|\.(ico|svg|png)\/route$/.test(file))
    .map(([file, address]) => ({ address, kind: file.endsWith("/page") ? "page" : "route" }));
}

export type BuiltAction = { id: string; name: string; address: string };

/** Every server action of the build with a page that it can be posted to. */
export function actionsOfBuild(): BuiltAction[] {
  const { node } = readBuild("server/server-reference-manifest.json") as {
    node: Record<string, { workers: Record<string, unknown>; exportedName: string; filename: string }>;
  };
  return Object.entries(node).map(([id, { workers, exportedName, filename }]) => {
    const pages = Object.keys(workers).sort();
    const page = pages.find((name) => name.includes("[merchantId]")) ?? pages[0]!;
    const folders = page
      .replace(/^app\//, "")
      .replace(/\/page$/, "")
      .split("/");
    return {
      id,
      name: `${filename}#${exportedName}`,
      address: `/${folders.filter((name) => !/^\(.*\)$/.test(name)).join("/")}`,
    };
  });
}

/** Who reaches an address of their own: the partner's staff everything, merchants' people what stands below theirs. */
export function mayReach(role: Role, pattern: string, need: readonly string[]): boolean {
  if (!holds(role, need)) return false;
  return !isMerchantRole(role) || pattern.includes("[merchantId]") || pattern.startsWith("/api/");
}

/** What asks who calls, with what it asks for. */
export const guarded = () =>
  servedByBuild().flatMap(({ address, kind }) => {
    if (kind === "route" && address in RECEIVES) return [];
    const need: Need | undefined = (kind === "page" ? PAGES : READS)[address];
    expect(need, `${kind} ${address} is not in the policy`).toBeDefined();
    return need === undefined || typeof need === "string" ? [] : [{ address, kind, need }];
  });

/** The actions that ask who calls; those of signing in are the doors themselves. */
export function builtActions(): (BuiltAction & { need: readonly string[] })[] {
  return actionsOfBuild().flatMap((built) => {
    const need = ACTIONS[built.name];
    expect(need, `${built.name} is not in the policy`).toBeDefined();
    if (need === undefined || need === "anybody") return [];
    return [{ ...built, need: need === "signed in" ? ["merchants.read"] : need }];
  });
}
