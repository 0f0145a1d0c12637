"use client";
import { X } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Toaster as SonnerToaster, toast } from "sonner";
import { Button } from "./button.tsx";
import { Glyph } from "./glyph.tsx";
import { IconButton } from "./icon-button.tsx";
import { Kbd } from "./kbd.tsx";

const SECONDS = 8;
/** An id of its own for each: one that is shown again while it leaves would leave with it. */
let current: string | number | undefined;

/** The one toast region, at the root: polite, bottom centre, one toast at a time. */
export function Toaster() {
  return (
    <SonnerToaster
      position="bottom-center"
      visibleToasts={1}
      hotkey={["altKey", "KeyT"]}
      customAriaLabel="Notices"
      offset={24}
      mobileOffset={16}
      style={{ ["--width" as string]: "min(640px, calc(100vw - 32px))", fontFamily: "inherit" }}
    />
  );
}

/**
 * Tells a fact in one sentence and, with `onUndo`, offers 8 seconds to take it back (button or Z).
 * A new toast replaces the old one. Never for production: that offers the way down instead.
 */
export function showToast(sentence: ReactNode, { onUndo }: { onUndo?: () => void } = {}): void {
  close(current);
  current = toast.custom(
    (id) => (
      <ToastBody
        sentence={sentence}
        onUndo={onUndo}
        isCurrent={() => current === id}
        close={() => close(id)}
      />
    ),
    { duration: Number.POSITIVE_INFINITY, unstyled: true, className: "w-full" },
  );
}

function close(id: typeof current): void {
  if (id === undefined) return;
  if (current === id) current = undefined;
  toast.dismiss(id);
}

function ToastBody({
  sentence,
  onUndo,
  isCurrent,
  close,
}: {
  sentence: ReactNode;
  onUndo?: () => void;
  /** False while it leaves: then neither Z nor a second press undoes again. */
  isCurrent: () => boolean;
  close: () => void;
}) {
  const [left, setLeft] = useState(SECONDS);
  const isHeld = useRef(false);
  const undo = () => {
    if (!isCurrent()) return;
    close();
    onUndo?.();
  };
  const undoNow = useRef(undo);
  undoNow.current = undo;

  useEffect(() => {
    const timer = setInterval(() => {
      if (!isHeld.current && !document.hidden) setLeft((seconds) => seconds - 1);
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  const isOver = left <= 0;
  useEffect(() => {
    if (isOver) close();
  }, [isOver, close]);

  const canUndo = onUndo !== undefined;
  useEffect(() => {
    if (!canUndo) return;
    const onKey = (event: KeyboardEvent) => {
      const field = (event.target as HTMLElement).closest("input, textarea, select, [contenteditable]");
      const isPlain = !event.metaKey && !event.ctrlKey && !event.altKey;
      const singleKeysAreOff = document.documentElement.dataset.singleKeys === "off";
      if (event.key.toLowerCase() !== "z" || !isPlain || field || singleKeysAreOff) return;
      event.preventDefault();
      undoNow.current();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [canUndo]);

  const hold = (value: boolean) => () => {
    isHeld.current = value;
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hover and focus only pause the countdown, nothing here acts
    <div
      onPointerEnter={hold(true)}
      onPointerLeave={hold(false)}
      onFocus={hold(true)}
      onBlur={hold(false)}
      className="mx-auto flex min-h-11 w-fit max-w-full items-center gap-3 rounded-panel bg-bg py-2 pr-2 pl-4 text-body text-ink shadow-float"
    >
      <Glyph shape="check" />
      <p className="min-w-0 flex-1">{sentence}</p>
      {canUndo ? (
        <>
          <span aria-hidden="true" className="text-ink-3">
            {left} s
          </span>
          <Button size="row" onPress={undo} trailing={<Kbd>Z</Kbd>}>
            Undo
          </Button>
        </>
      ) : (
        <IconButton label="Close" onPress={close}>
          <X />
        </IconButton>
      )}
    </div>
  );
}
