"use client";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { I18nProvider, RouterProvider } from "react-aria-components";
import { Toaster } from "#components/ui/toast.tsx";

/** What every page needs in the browser: links through Next's router, one language, one toast region. */
export function Providers({ children }: { children: ReactNode }) {
  const router = useRouter();
  return (
    <I18nProvider locale="en-US">
      <RouterProvider navigate={(href) => router.push(href)}>{children}</RouterProvider>
      <Toaster />
    </I18nProvider>
  );
}
