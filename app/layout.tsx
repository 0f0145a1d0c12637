import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "./providers.tsx";

export const metadata: Metadata = { title: "Switchboard" };

const themes = ["light", "dark", "system"] as const;

export default async function RootLayout({ children }: { children: ReactNode }) {
  const chosen = (await cookies()).get("theme")?.value;
  const theme = themes.find((one) => one === chosen) ?? "system";
  return (
    <html lang="en" data-theme={theme} className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body className="min-h-dvh bg-bg text-ink">
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
