/**
 * Measures a load that is running, prints `{"rate": n}` in answers per second, and
 * ends the process. Until then the load never sleeps: what it costs a server to
 * wake it would differ with the server's own speed.
 *
 * @param answered how many answers there have been so far
 */
export function reportRate(
  answered: () => number,
  times: { readonly warmUpMs: number; readonly measuredMs: number },
): void {
  const spin = (): void => void setImmediate(spin);
  spin();
  setTimeout(() => {
    const before = answered();
    const start = process.hrtime.bigint();
    setTimeout(() => {
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      process.stdout.write(`${JSON.stringify({ rate: (answered() - before) / seconds })}\n`);
      process.exit(0);
    }, times.measuredMs);
  }, times.warmUpMs);
}
