"use client";
import { RefreshCw } from "lucide-react";
import type { Reader } from "#components/switching/cell-words.ts";
import { AskButton } from "./ask-button.tsx";
import { CancelDialog } from "./cancel-dialog.tsx";
import { CaptureDialog } from "./capture-dialog.tsx";
import type { Deeds } from "./deeds.ts";
import { RefundDialog } from "./refund-dialog.tsx";

/** The deeds that this order and this person's role allow, and no others; a late approval has them in its banner. */
export function OrderDeeds({ deeds, reader, size }: { deeds: Deeds; reader: Reader; size?: "touch" }) {
  const { actions } = deeds;
  const isLate = actions.includes("accept");
  return (
    <>
      {actions.includes("settle") && <AskButton {...{ deeds, size }} icon={<RefreshCw />} />}
      {actions.includes("cancel") && <CancelDialog {...{ deeds, size }} />}
      {actions.includes("capture") && <CaptureDialog {...{ deeds, reader, size }} />}
      {actions.includes("refund") && !isLate && <RefundDialog {...{ deeds, size }} />}
    </>
  );
}
