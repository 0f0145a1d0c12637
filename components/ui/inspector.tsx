"use client";
import { X } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { IconButton } from "./icon-button.tsx";
import { useMediaQuery } from "./use-media-query.ts";

/**
 * Details of what is selected: from 1200 px a pane that stands beside the page (place it last in a flex row),
 * below a full-height sheet. `--shell-top` is the height of what sticks above it.
 */
export function Inspector({
  title,
  sentence,
  label,
  actions,
  isOpen,
  onClose,
  width = 304,
  children,
}: {
  title: ReactNode;
  sentence?: ReactNode;
  /** Its name where the title is more than text. */
  label?: string;
  /** Beside the title. */
  actions?: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  width?: number;
  children: ReactNode;
}) {
  const isPane = useMediaQuery("(width >= 1200px)", true);
  useEffect(() => {
    if (!isOpen || !isPane) return;
    const onKey = (event: KeyboardEvent) => {
      const isElsewhere = (event.target as HTMLElement).closest(
        "input, textarea, [role=dialog], [role=alertdialog]",
      );
      if (event.key === "Escape" && !event.defaultPrevented && !isElsewhere) onClose();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isOpen, isPane, onClose]);
  if (!isOpen) return null;
  const close = (
    <div className="-mt-1 -mr-1.5 flex shrink-0 items-center gap-2">
      {actions}
      <IconButton label="Close" onPress={onClose}>
        <X />
      </IconButton>
    </div>
  );
  const words = sentence && <p className="text-meta text-ink-2">{sentence}</p>;
  if (isPane)
    return (
      <aside
        aria-label={label ?? (typeof title === "string" ? title : "Details")}
        style={{ width }}
        className="appear sticky top-(--shell-top,0px) h-[calc(100dvh-var(--shell-top,0px))] shrink-0 overflow-y-auto border-l border-line p-5 pt-5.5"
      >
        <div className="flex items-start justify-between gap-2">
          <div className="min-w-0">
            <h2 className="text-section">{title}</h2>
            {words}
          </div>
          {close}
        </div>
        <div className="mt-3">{children}</div>
      </aside>
    );
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className="appear fixed inset-0 z-50 flex justify-end bg-scrim"
    >
      <Modal className="rise-slow h-full w-full overflow-y-auto bg-bg md:max-w-105 md:shadow-float">
        <Dialog className="p-5 outline-none phone:p-4">
          <div className="flex items-start justify-between gap-2">
            <div className="min-w-0">
              <Heading slot="title" className="text-section">
                {title}
              </Heading>
              {words}
            </div>
            {close}
          </div>
          <div className="mt-3">{children}</div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
