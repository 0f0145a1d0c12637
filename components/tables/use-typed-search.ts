import { useEffect, useRef, useState } from "react";

const TYPING_MS = 300;

/**
 * The text of a list's search box. The address carries what is searched (`searched`), and follows when typing rests.
 * "Clear filters" empties the box too; while somebody types, the address is only behind.
 */
export function useTypedSearch(searched: string, search: (text: string) => void) {
  const [value, setValue] = useState(searched);
  const [seen, setSeen] = useState(searched);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (searched !== seen) {
    setSeen(searched);
    if (searched === "") setValue("");
  }
  const onChange = (text: string) => {
    setValue(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => search(text.trim()), TYPING_MS);
  };
  return { value, onChange };
}
