"use client";
import { type FormEvent, type ReactNode, useEffect, useRef, useTransition } from "react";
import { Form as AriaForm } from "react-aria-components";

/**
 * A form that keeps what was typed: React empties a form after `action`, so the action is called by hand.
 * `errors` are shown beside the fields with those names; focus goes to the first field in error.
 */
export function Form({
  action,
  errors,
  id,
  className,
  children,
}: {
  action: (data: FormData) => unknown | Promise<unknown>;
  errors?: Record<string, string | string[]>;
  id?: string;
  className?: string;
  children: ReactNode;
}) {
  const form = useRef<HTMLFormElement>(null);
  const [, startTransition] = useTransition();

  useEffect(() => {
    if (!errors || Object.keys(errors).length === 0) return;
    form.current
      ?.querySelector<HTMLElement>("[data-invalid] :is(input:not([type=hidden]), textarea, button)")
      ?.focus();
  }, [errors]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter);
    startTransition(async () => {
      await action(data);
    });
  };
  return (
    <AriaForm
      ref={form}
      id={id}
      validationBehavior="aria"
      validationErrors={errors}
      onSubmit={submit}
      className={className}
    >
      {children}
    </AriaForm>
  );
}
