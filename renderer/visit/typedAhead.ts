/**
 * What is typed between the key that begins a visit and the field that asks who came: a code reader, or somebody in a
 * hurry, does not wait for a screen. Without this the letters would reach the desk behind, as its shortcuts.
 */
const LONGEST_MS = 5_000;

let held: { keys: string[]; stop(): void } | null = null;

export function holdKeys(): void {
  held?.stop();
  const keys: string[] = [];
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.key.length !== 1 && event.key !== 'Enter' && event.key !== 'Backspace')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    keys.push(event.key);
  };
  const stop = (): void => {
    window.removeEventListener('keydown', onKey, true);
    clearTimeout(timer);
    held = null;
  };
  // A screen that never comes must not keep the keyboard.
  const timer = setTimeout(stop, LONGEST_MS);
  window.addEventListener('keydown', onKey, true);
  held = { keys, stop };
}

/** Ends the holding; `isEntered`: the text was ended by Enter. */
export function takeKeys(): { text: string; isEntered: boolean } {
  const keys = held?.keys ?? [];
  held?.stop();
  const end = keys.indexOf('Enter');
  const text: string[] = [];
  for (const key of end < 0 ? keys : keys.slice(0, end)) {
    if (key === 'Backspace') text.pop();
    else text.push(key);
  }
  return { text: text.join(''), isEntered: end >= 0 };
}
