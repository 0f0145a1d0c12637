"use client";
import { useEffect, useState } from "react";
import { Segmented } from "./segmented.tsx";

const themes = [
  { id: "light", label: "Light" },
  { id: "dark", label: "Dark" },
  { id: "system", label: "System" },
] as const;
type Theme = (typeof themes)[number]["id"];

/** Sets data-theme at once and keeps it in the cookie `theme`, which the root layout reads. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme | null>(null);
  useEffect(() => {
    setTheme((document.documentElement.dataset.theme as Theme | undefined) ?? "system");
  }, []);
  const choose = (next: Theme) => {
    setTheme(next);
    document.documentElement.dataset.theme = next;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser the console serves
    document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=lax`;
  };
  return <Segmented label="Theme" options={themes} value={theme} onChange={choose} />;
}
