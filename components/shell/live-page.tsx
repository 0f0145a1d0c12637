"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

const POLL_MS = 5_000;

/** Reads the page anew once what `href` tells of it is not what is shown. */
export function LivePage({ href, fingerprint }: { href: string; fingerprint: string }) {
  const router = useRouter();
  const { data } = useQuery({
    queryKey: ["live-page", href],
    refetchInterval: POLL_MS,
    queryFn: async () => {
      const response = await fetch(href);
      if (!response.ok) throw new Error(`${response.status}`);
      return (await response.json()) as { fingerprint: string };
    },
  });
  const isStale = data !== undefined && data.fingerprint !== fingerprint;
  useEffect(() => {
    if (isStale) router.refresh();
  }, [isStale, router]);
  return null;
}
