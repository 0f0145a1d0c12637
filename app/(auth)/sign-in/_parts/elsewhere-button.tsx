"use client";
import { useState } from "react";
import { signInElsewhere } from "#app/_doors/browser-session.ts";
import { Button } from "#components/ui/button.tsx";

/** For those whose company vouches for them. */
export function ElsewhereButton({ name, next }: { name: string; next: string }) {
  const [isLeaving, setLeaving] = useState(false);
  return (
    <div className="mt-4 border-t border-line pt-4">
      <Button
        size="tall"
        isWide
        isPending={isLeaving}
        onPress={() => {
          setLeaving(true);
          void signInElsewhere(next).catch(() => setLeaving(false));
        }}
      >
        Continue with {name}
      </Button>
    </div>
  );
}
