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
  const whole = (): readonly string[] => [...lines, ...(unended === '' ? [] : [unended])].slice(-size).map((line) => line.slice(0, width));
  return {
    add(text) {
      const parts = (unended + text).split(/\r?\n/);
      unended = parts.pop() ?? '';
      lines = [...lines, ...parts.filter((line) => line.trim() !== '')].slice(-size);
    },
    lines: whole,
    clear() {
      lines = [];
      unended = '';
    },
  };
}
