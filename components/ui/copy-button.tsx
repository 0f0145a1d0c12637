"use client";
import { Check, Copy } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "./button.tsx";
import type { ButtonSize, ButtonVariant } from "./button-look.ts";
import { IconButton } from "./icon-button.tsx";

/** Copies `value` and confirms by word for two seconds. Without children it is an icon named by `label`. */
export function CopyButton({
  value,
  label = "Copy",
  variant,
  size = "row",
  children,
}: {
  value: string;
  label?: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  children?: ReactNode;
}) {
  const [word, setWord] = useState<"Copied" | "Not copied">();
  useEffect(() => {
    if (!word) return;
    const timer = setTimeout(() => setWord(undefined), 2000);
    return () => clearTimeout(timer);
  }, [word]);
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => setWord("Copied"),
      () => setWord("Not copied"),
    );
  const icon = word === "Copied" ? <Check /> : <Copy />;
  if (children)
    return (
      <Button size={size} variant={variant} icon={icon} onPress={copy}>
        <span aria-live="polite">{word ?? children}</span>
      </Button>
    );
  return (
    <span className="relative z-1 inline-flex items-center gap-1">
      <IconButton label={label} size="inline" onPress={copy} className="-my-0.5 [&_svg]:size-3.5!">
        {icon}
      </IconButton>
      <span aria-live="polite" className={word ? "font-sans text-meta text-ink-2" : "sr-only"}>
        {word}
      </span>
    </span>
  );
}
