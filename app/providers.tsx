"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { I18nProvider, RouterProvider } from "react-aria-components";
import { Toaster } from "#components/ui/toast.tsx";

declare module "react-aria-components" {
  interface RouterConfig {
    /** `scroll: false` for what opens beside its list. */
    routerOptions: { scroll?: boolean };
  }
}

/** What every page needs in the browser: links through Next's router, one language, live reads, the URL's state. */
export function Providers({ children }: { children: ReactNode }) {
  const router = useRouter();
  const [queries] = useState(
    () => new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: true } } }),
  );
  return (
    <I18nProvider locale="en-US">
      <RouterProvider navigate={(href, options) => router.push(href, options)}>
        <QueryClientProvider client={queries}>
          <NuqsAdapter>{children}</NuqsAdapter>
        </QueryClientProvider>
      </RouterProvider>
      <Toaster />
    </I18nProvider>
  );
}
