"use client";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import type { ButtonVariant } from "./button-look.ts";
import { Dialog, DialogBody, DialogFoot } from "./dialog.tsx";

/**
 * A question with one deed. It closes when `onConfirm` resolves to anything but false;
 * keep it open with false and show what is missing in `children`.
 */
export function AlertDialog({
  title,
  sentence,
  trigger,
  isOpen,
  onOpenChange,
  hasInkEdge,
  width,
  note,
  confirmLabel,
  confirmIcon,
  confirmVariant = "primary",
  cancelLabel = "Cancel",
  isPending,
  onConfirm,
  children,
}: {
  title: ReactNode;
  sentence?: ReactNode;
  trigger?: ReactNode;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  hasInkEdge?: boolean;
  width?: number;
  note?: ReactNode;
  confirmLabel: string;
  confirmIcon?: ReactNode;
  confirmVariant?: ButtonVariant;
  cancelLabel?: string;
  isPending?: boolean;
  onConfirm: () => unknown | Promise<unknown>;
  children?: ReactNode;
}) {
  return (
    <Dialog {...{ title, sentence, trigger, isOpen, onOpenChange, hasInkEdge, width }} role="alertdialog">
      {(close) => (
        <>
          {children ? <DialogBody>{children}</DialogBody> : <div className="h-5" />}
          <DialogFoot note={note}>
            <Button onPress={close}>{cancelLabel}</Button>
            <Button
              variant={confirmVariant}
              icon={confirmIcon}
              isPending={isPending}
              onPress={async () => {
                if ((await onConfirm()) !== false) close();
              }}
            >
              {confirmLabel}
            </Button>
          </DialogFoot>
        </>
      )}
    </Dialog>
  );
}
