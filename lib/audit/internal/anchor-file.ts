import { appendFile, mkdir, readFile, truncate } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { ChainHead } from "../rules.ts";

const line = z.object({
  at: z.string(),
  merchantId: z.string(),
  sequence: z.number().int().nonnegative(),
  hash: z.string().length(64),
});
export type Anchor = z.infer<typeof line>;

/** One JSON object a line; what was written whole only grows. A last line that a crash cut off is passed over. */
export async function readAnchors(file: string): Promise<Map<string, ChainHead[]>> {
  const anchors = new Map<string, ChainHead[]>();
  const { whole } = await readLines(file);
  for (const [index, one] of whole.split("\n").slice(0, -1).entries()) {
    const read = line.safeParse(parsed(one));
    if (!read.success) throw new Error(`line ${index + 1} of the anchors is not readable`);
    const { merchantId, sequence, hash } = read.data;
    const heads = anchors.get(merchantId);
    if (heads) heads.push({ sequence, hash });
    else anchors.set(merchantId, [{ sequence, hash }]);
  }
  return anchors;
}

export async function appendAnchors(file: string, anchors: readonly Anchor[]): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const { whole, isCutOff } = await readLines(file);
  // Written behind it, the next line would be part of one that nobody can read.
  if (isCutOff) await truncate(file, Buffer.byteLength(whole));
  await appendFile(file, anchors.map((anchor) => `${JSON.stringify(anchor)}\n`).join(""), { mode: 0o600 });
}

async function readLines(file: string): Promise<{ whole: string; isCutOff: boolean }> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return { whole, isCutOff: whole.length < text.length };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
