import { CHAIN_START, entryHash, type HashedEntry } from "./internal/entry-hash.ts";

/** A chain's head as it stood at some time, kept outside the chain's own rows. */
export type ChainHead = { sequence: number; hash: string };

export type ChainEntry = HashedEntry & { hash: string };

export const CHAIN_FINDINGS = [
  "EDITED",
  "MISSING",
  "OUT_OF_PLACE",
  "TRUNCATED",
  "INSERTED",
  "HEAD_MISSING",
  "REWRITTEN",
] as const;
/**
 * `EDITED`: an entry's words are not those that were hashed. `MISSING`: its number is absent. `OUT_OF_PLACE`: it does
 * not follow its predecessor (inserted or reordered). `TRUNCATED`: the chain ends before its head, or before a head
 * that was written down earlier. `INSERTED`: it goes on behind its head. `REWRITTEN`: another entry stands where one
 * was written down.
 */
export type ChainFindingKind = (typeof CHAIN_FINDINGS)[number];
export type ChainFinding = { kind: ChainFindingKind; sequence: number };

/** Checks entries as they come in order of sequence, so that a chain of any length needs no memory. */
export type ChainCheck = {
  next(entry: ChainEntry): void;
  /** @param head the chain's own head row, as it stands behind the last entry; null when there is none */
  end(head: ChainHead | null): ChainFinding[];
};

const FINDINGS_MAX = 20;

/** @param anchors heads written down elsewhere, by sequence */
export function checkChain(anchors: readonly ChainHead[] = []): ChainCheck {
  const findings: ChainFinding[] = [];
  const anchored = new Map(anchors.map(({ sequence, hash }) => [sequence, hash]));
  let last: ChainHead = { sequence: 0, hash: CHAIN_START };
  const found = (kind: ChainFindingKind, sequence: number) => {
    if (findings.length < FINDINGS_MAX) findings.push({ kind, sequence });
  };
  return {
    next(entry) {
      const { sequence, hash, previousHash } = entry;
      if (sequence > last.sequence + 1) found("MISSING", last.sequence + 1);
      else if (previousHash !== last.hash) found("OUT_OF_PLACE", sequence);
      if (entryHash(entry) !== hash) found("EDITED", sequence);
      const written = anchored.get(sequence);
      if (written && written !== hash) found("REWRITTEN", sequence);
      last = { sequence, hash };
    },
    end(head) {
      if (!head) {
        if (last.sequence > 0) found("HEAD_MISSING", last.sequence);
      } else if (head.sequence > last.sequence) found("TRUNCATED", last.sequence + 1);
      else if (head.sequence < last.sequence) found("INSERTED", head.sequence + 1);
      else if (head.hash !== last.hash) found("REWRITTEN", last.sequence);
      const furthest = Math.max(0, ...anchored.keys());
      const known = findings.some(({ kind }) => kind === "TRUNCATED");
      if (furthest > last.sequence && !known) found("TRUNCATED", last.sequence + 1);
      return findings;
    },
  };
}
