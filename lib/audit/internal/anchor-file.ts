import { appendFile, mkdir, readFile } from "node:fs/promises";
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

/** One JSON object a line; the file only grows. A last line that a crash cut off is passed over. */
export async function readAnchors(file: string): Promise<Map<string, ChainHead[]>> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const anchors = new Map<string, ChainHead[]>();
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  for (const [index, one] of whole.split("\n").filter(Boolean).entries()) {
    const read = line.safeParse(parsed(one));
    if (!read.success) throw new Error(`line ${index + 1} of the anchors is not readable`);
    const { merchantId, sequence, hash } = read.data;
    anchors.set(merchantId, [...(anchors.get(merchantId) ?? []), { sequence, hash }]);
  }
  return anchors;
}

export async function appendAnchors(file: string, anchors: readonly Anchor[]): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await appendFile(file, anchors.map((anchor) => `${JSON.stringify(anchor)}\n`).join(""), { mode: 0o600 });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
