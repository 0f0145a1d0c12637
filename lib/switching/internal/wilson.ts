const Z_95 = 1.959963984540054;

/** Wilson's score interval of a share, 95 %: honest for few orders and near 0 and 1. Null without orders. */
export function wilsonInterval(successes: number, total: number): { low: number; high: number } | null {
  if (total === 0) return null;
  const share = successes / total;
  const weight = Z_95 ** 2 / total;
  const middle = share + weight / 2;
  const spread = Z_95 * Math.sqrt((share * (1 - share)) / total + weight / (4 * total));
  const bound = (value: number) => Math.min(1, Math.max(0, value / (1 + weight)));
  return { low: bound(middle - spread), high: bound(middle + spread) };
}
