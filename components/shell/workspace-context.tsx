"use client";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

type Named = { id: string; name: string };
const Context = createContext<{ named: Named | null; setNamed: (named: Named | null) => void }>({
  named: null,
  setNamed: () => {},
});

/** Carries the merchant's name from the workspace's layout up to the top bar. */
export function WorkspaceProvider({ children }: { children: ReactNode }) {
  const [named, setNamed] = useState<Named | null>(null);
  return <Context value={{ named, setNamed }}>{children}</Context>;
}

export function useNamedWorkspace(): Named | null {
  return useContext(Context).named;
}

/** Rendered by the layout that has read the merchant. */
export function NameWorkspace({ id, name }: Named) {
  const { setNamed } = useContext(Context);
  useEffect(() => setNamed({ id, name }), [id, name, setNamed]);
  return null;
}
