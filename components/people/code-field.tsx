"use client";
import { TextField } from "#components/ui/text-field.tsx";

const DIGITS = 6;

/** One field for the six digits of an authenticator app; what is pasted may have spaces. */
export function CodeField({
  value,
  onChange,
  onFull,
  error,
  size,
  autoFocus,
}: {
  value: string;
  onChange: (code: string) => void;
  /** The last digit was typed or pasted. */
  onFull?: (code: string) => void;
  error?: string | undefined;
  size?: "tall";
  autoFocus?: boolean;
}) {
  return (
    <TextField
      name="code"
      label="Six-digit code"
      help="From your authenticator app"
      isMono
      inputMode="numeric"
      autoComplete="one-time-code"
      autoCorrect="off"
      value={value}
      onChange={(typed) => {
        const code = typed.replace(/\D/g, "").slice(0, DIGITS);
        onChange(code);
        if (code.length === DIGITS && code !== value) onFull?.(code);
      }}
      error={error}
      {...(size && { size })}
      {...(autoFocus && { autoFocus })}
    />
  );
}
