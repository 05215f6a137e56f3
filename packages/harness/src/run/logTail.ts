/** The last lines of what was written. */
export interface LogTail {
  add(text: string): void;
  lines(): readonly string[];
  clear(): void;
}

/** @param size lines that are kept; longer lines than `width` are cut */
export function logTail(size = 20, width = 300): LogTail {
  let lines: readonly string[] = [];
  let unended = '';
  return {
    add(text) {
      const parts = (unended + text).split(/\r?\n/);
      // Cut at once: one who writes without line ends must not fill our memory.
      unended = (parts.pop() ?? '').slice(0, width);
      lines = [...lines, ...parts.filter((line) => line.trim() !== '').slice(-size).map((line) => line.slice(0, width))].slice(-size);
    },
    lines: () => [...lines, ...(unended === '' ? [] : [unended])].slice(-size),
    clear() {
      lines = [];
      unended = '';
    },
  };
}
