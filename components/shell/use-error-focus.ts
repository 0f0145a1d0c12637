"use client";
import { useEffect, useRef } from "react";

/** For a form: the keyboard goes to the first field in error, each time that there are new ones. */
export function useErrorFocus(errors: Record<string, string>) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(errors).length > 0)
      form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [errors]);
  return form;
}
