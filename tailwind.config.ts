import type { Config } from "tailwindcss";

/** Tokens live in app/tokens.css; this file only says where class names are looked for. */
export default {
  content: ["./app/**/*.{ts,tsx}", "./components/**/*.{ts,tsx}"],
} satisfies Config;
