"use client";
import { useEffect, useState } from "react";

/** False until the page answers presses: before that a form would be sent as a plain one, and what was typed is lost. */
export function useAlive(): boolean {
  const [isAlive, setAlive] = useState(false);
  useEffect(() => setAlive(true), []);
  return isAlive;
}
