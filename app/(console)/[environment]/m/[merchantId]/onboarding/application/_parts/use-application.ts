"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { doorWords, isDoorRefusal } from "#components/shell/action-answer.ts";
import type { Onboarding } from "#lib/onboarding/queries/get-application.ts";
import { saveFields } from "../actions.ts";

const POLL_MS = 5_000;
const PAUSE_MS = 700;

export type Typed = Record<string, unknown>;
export type Conflict = { byName: string; at: string; theirs: unknown };

/**
 * The application as both sides see it, and what is typed here: kept by itself a moment after the last key, one call at a time. When somebody
 * else changed another field, ours goes after theirs; when it is the same field, both are shown and nothing is thrown away.
 */
export function useApplication(base: string, merchantId: string, initial: Onboarding) {
  const client = useQueryClient();
  // A new application begins with nothing of the one before.
  const queryKey = ["application", base, initial.application?.id];
  const { data } = useQuery({
    queryKey,
    initialData: initial,
    refetchInterval: POLL_MS,
    queryFn: async () => {
      const response = await fetch(`${base}/onboarding/application/live`);
      if (!response.ok) throw new Error(`${response.status}`);
      return (await response.json()) as Onboarding;
    },
  });
  const [typed, setTyped] = useState<Typed>({});
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [conflicts, setConflicts] = useState<Record<string, Conflict>>({});
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const latest = useRef({ typed, conflicts });
  latest.current = { typed, conflicts };
  const running = useRef<Promise<void> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const refresh = async () => {
    await client.refetchQueries({ queryKey });
    return client.getQueryData<Onboarding>(queryKey)?.application ?? null;
  };

  async function save(tries = 3): Promise<void> {
    const known = client.getQueryData<Onboarding>(queryKey)?.application;
    const values = Object.fromEntries(
      Object.entries(latest.current.typed).filter(([name]) => !latest.current.conflicts[name]),
    );
    if (!known || Object.keys(values).length === 0) return;
    const answer = await saveFields({ merchantId, applicationId: known.id, version: known.version, values });
    if (answer.ok) {
      const { version, problems: wrong } = answer.value;
      const isWrong = (name: string) => Object.keys(wrong).some((one) => one.split(".")[0] === name);
      const right = Object.keys(values).filter((name) => !isWrong(name));
      setProblems((all) => ({ ...without(all, Object.keys(values)), ...wrong }));
      setTrouble(null);
      if (right.length > 0) setSavedAt(answer.value.savedAt);
      client.setQueryData<Onboarding>(queryKey, (all) =>
        all?.application ? { ...all, application: { ...all.application, version } } : all,
      );
      await refresh();
      setTyped((all) =>
        Object.fromEntries(
          Object.entries(all).filter(([name, value]) => !right.includes(name) || value !== values[name]),
        ),
      );
      return;
    }
    if (answer.reason === "VERSION_CONFLICT") {
      const theirs = await refresh();
      const { byName, at } = answer;
      const now = (theirs?.details ?? {}) as Typed;
      const before = known.details as Typed;
      const same = Object.keys(values).filter(
        (name) => differs(now[name], before[name]) && differs(now[name], values[name]),
      );
      const found = Object.fromEntries(same.map((name) => [name, { byName, at, theirs: now[name] }]));
      latest.current.conflicts = { ...latest.current.conflicts, ...found };
      setConflicts((all) => ({ ...all, ...found }));
      if (tries > 0) return save(tries - 1);
      return;
    }
    if (isDoorRefusal(answer)) {
      if (answer.reason === "INVALID") setProblems((all) => ({ ...all, ...withoutPrefix(answer.fields) }));
      setTrouble(doorWords(answer));
      return;
    }
    setTrouble("This part is closed now; what you typed is kept here until you leave the page.");
    await refresh();
  }

  const flush = async () => {
    clearTimeout(timer.current);
    while (running.current) await running.current;
    running.current = save()
      .catch(() => {
        setTrouble("The console did not answer. What you typed is kept; it is tried again.");
        timer.current = setTimeout(() => void flush(), POLL_MS);
      })
      .finally(() => {
        running.current = null;
      });
    await running.current;
  };
  const type = (name: string, value: unknown) => {
    setTyped((all) => ({ ...all, [name]: value }));
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush(), PAUSE_MS);
  };
  const settle = (name: string, isMine: boolean) => {
    latest.current.conflicts = without(latest.current.conflicts, [name]);
    setConflicts((all) => without(all, [name]));
    if (isMine) void flush();
    else setTyped((all) => without(all, [name]));
  };
  return { onboarding: data, typed, problems, conflicts, savedAt, trouble, type, flush, settle, refresh };
}

const differs = (a: unknown, b: unknown) => JSON.stringify(a ?? "") !== JSON.stringify(b ?? "");

function without<Value>(all: Record<string, Value>, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name.split(".")[0]!)));
}

function withoutPrefix(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, words]) => [name.replace(/^values\./, ""), words]),
  );
}
