/** One line of progress for the person at the terminal; stderr, so that stdout stays free for results. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A duration as a person reads it: "0.8 s", "12 s", "3 min 5 s". */
export function duration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
