/** The value below which a share `q` of the sorted samples lies. */
export function quantile(sorted: Float64Array | number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

/** Figures in aligned columns, one line each. */
export function printFigures(title: string, figures: [name: string, value: string][]): void {
  const width = Math.max(...figures.map(([name]) => name.length));
  console.log(`\n${title}`);
  for (const [name, value] of figures) console.log(`  ${name.padEnd(width)}  ${value}`);
}

/** Says PASS or FAIL for each promise and sets the program's exit code. */
export function judge(promises: [promise: string, held: boolean][]): void {
  console.log("");
  for (const [promise, held] of promises) console.log(`${held ? "PASS" : "FAIL"}  ${promise}`);
  if (promises.some(([, held]) => !held)) process.exitCode = 1;
}
