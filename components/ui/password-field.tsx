"use client";
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { IconButton } from "./icon-button.tsx";
import { TextField, type TextFieldProps } from "./text-field.tsx";

/** A password a person may look at while typing. Paste and password managers work. */
export function PasswordField(props: Omit<TextFieldProps, "type" | "trailing">) {
  const [isShown, setShown] = useState(false);
  return (
    <TextField
      autoComplete="current-password"
      autoCorrect="off"
      spellCheck="false"
      {...props}
      type={isShown ? "text" : "password"}
      trailing={
        <IconButton
          size="inline"
          label={isShown ? "Hide password" : "Show password"}
          onPress={() => setShown(!isShown)}
        >
          {isShown ? <EyeOff /> : <Eye />}
        </IconButton>
      }
    />
  );
}
