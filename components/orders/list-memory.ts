/** The list that somebody came from, kept in this tab: the way back, and what is before and after. */
export type RememberedList = { href: string; words: string; orders: { id: string; href: string }[] };

const KEY = "orders-list";

export function rememberList(list: RememberedList): void {
  sessionStorage.setItem(KEY, JSON.stringify(list));
}

/** Null in a new tab, or when what is stored is not a list. */
export function recallList(): RememberedList | null {
  try {
    const list = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as RememberedList | null;
    return list && Array.isArray(list.orders) ? list : null;
  } catch {
    return null;
  }
}
