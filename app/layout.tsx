import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "./providers.tsx";

export const metadata: Metadata = { title: { default: "Switchboard", template: "%s · Switchboard" } };

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#0e0f11" },
  ],
};

const themes = ["light", "dark", "system"] as const;

/** A person's theme, density and shortcuts are cookies, so that the first paint is already right. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const chosen = await cookies();
  const theme = themes.find((one) => one === chosen.get("theme")?.value) ?? "system";
  return (
    <html
      lang="en"
      data-theme={theme}
      data-density={chosen.get("density")?.value === "compact" ? "compact" : "regular"}
      data-single-keys={chosen.get("single-keys")?.value === "off" ? "off" : "on"}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <body className="min-h-dvh bg-bg text-ink">
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
