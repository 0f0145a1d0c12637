"use client";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog, DialogTrigger, Heading, Modal, ModalOverlay } from "react-aria-components";
import { cx } from "./cx.ts";
import { IconButton } from "./icon-button.tsx";

export type DialogProps = {
  title: ReactNode;
  /** One sentence of context under the title. */
  sentence?: ReactNode;
  /** The button that opens it; leave out and use isOpen/onOpenChange to control it. */
  trigger?: ReactNode;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  role?: "dialog" | "alertdialog";
  /** The 6 px solid ink top edge: this changes production. */
  hasInkEdge?: boolean;
  /** px; the full screen under 768. */
  width?: number;
  children: ReactNode | ((close: () => void) => ReactNode);
};

/** The one dialog. Put DialogBody and DialogFoot inside; a Form may wrap both. Esc closes, focus returns. */
export function Dialog({
  title,
  sentence,
  trigger,
  isOpen,
  onOpenChange,
  role = "dialog",
  hasInkEdge,
  width = 600,
  children,
}: DialogProps) {
  const modal = (
    <ModalOverlay
      isDismissable={role === "dialog"}
      {...(trigger ? {} : { isOpen, onOpenChange })}
      className="appear fixed inset-0 z-50 flex items-center justify-center bg-scrim md:p-6"
    >
      <Modal
        style={{ ["--dialog-width" as string]: `${width}px` }}
        className="rise-slow flex max-h-full w-full flex-col overflow-hidden bg-bg phone:h-full md:max-w-(--dialog-width) md:rounded-dialog md:shadow-float"
      >
        <AriaDialog role={role} className="flex min-h-0 flex-1 flex-col outline-none">
          {({ close }) => (
            <>
              {hasInkEdge && <div aria-hidden="true" className="h-1.5 shrink-0 bg-ink forced:border" />}
              <div className="flex items-start gap-3 px-6 pt-5 phone:px-4">
                <div className="min-w-0 flex-1">
                  <Heading slot="title" className="text-[17px] leading-6 font-semibold tracking-[-0.01em]">
                    {title}
                  </Heading>
                  {sentence && <p className="mt-1 text-ink-2">{sentence}</p>}
                </div>
                {role === "dialog" && (
                  <IconButton label="Close" onPress={close} className="-mr-1.5">
                    <X />
                  </IconButton>
                )}
              </div>
              {typeof children === "function" ? children(close) : children}
            </>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
  return trigger ? (
    <DialogTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
      {trigger}
      {modal}
    </DialogTrigger>
  ) : (
    modal
  );
}

/** The scrolling middle. */
export function DialogBody({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <div className={cx("min-h-0 flex-1 overflow-y-auto px-6 py-5 phone:px-4", className)}>{children}</div>
  );
}

/** The foot: a quiet note at the left (version, who is told), the buttons at the right, the deed last. */
export function DialogFoot({ note, children }: { note?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-t border-line bg-sunken px-6 py-3.5 phone:px-4">
      <div className="min-w-0 flex-1 basis-40 text-meta text-ink-3">{note}</div>
      <div className="ml-auto flex gap-2 phone:w-full phone:[&>*]:flex-1">{children}</div>
    </div>
  );
}
