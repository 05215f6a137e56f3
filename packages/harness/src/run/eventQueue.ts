/** Events from callbacks as an iterable: what is pushed comes out in order, until the end. */
export interface EventQueue<T> extends AsyncIterable<T> {
  push(event: T): void;
  /** Nothing more comes; an error is thrown where the events are read. */
  end(error?: unknown): void;
}

export function eventQueue<T>(): EventQueue<T> {
  const waiting: T[] = [];
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let wake = (): void => {};
  return {
    push(event) {
      waiting.push(event);
      wake();
    },
    end(error) {
      ended = true;
      if (error !== undefined) failure = { error };
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (waiting.length > 0) yield waiting.shift() as T;
        if (failure !== undefined) throw failure.error;
        if (ended) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
