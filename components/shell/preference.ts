"use client";

/** A person's own setting of this browser: acts at once and is kept for the next first paint (app/layout.tsx). */
export function setPreference(name: "density" | "single-keys", value: string): void {
  document.documentElement.dataset[name === "density" ? "density" : "singleKeys"] = value;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser the console serves
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
}
