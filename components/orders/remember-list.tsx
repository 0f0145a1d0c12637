"use client";
import { useEffect } from "react";
import { type RememberedList, rememberList } from "./list-memory.ts";

/** Leaves the list's order behind for the pages of its orders. */
export function RememberList({ list }: { list: RememberedList }) {
  useEffect(() => rememberList(list), [list]);
  return null;
}
