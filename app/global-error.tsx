"use client";
import "./globals.css";

/** Only when the root itself fails: no providers, no shell, still a way on. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en" data-theme="system">
      <body className="bg-bg p-8 text-ink">
        <title>Switchboard</title>
        <h1 className="text-title">The console could not start this page</h1>
        <p className="mt-2 text-ink-2">
          Nothing was changed. {error.digest && <span className="font-mono text-code">{error.digest}</span>}
        </p>
        <p className="mt-4">
          <a href="/" className="text-accent underline">
            Go to the start
          </a>
        </p>
      </body>
    </html>
  );
}
