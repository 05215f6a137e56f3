import { ExitbenchError } from '@exitbench/core';

/**
 * Does something with the files of a store. What the file system refuses for a reason that its user can remove becomes an error that
 * says so: a place that may not be written to, a file where a folder should be.
 * @throws ExitbenchError `bad-store`
 */
export async function inStore<T>(store: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw unusable(store, error) ?? error;
  }
}

// ---------------------------------------------------------------------------------------------------------------------

const FORBIDDEN = 'The store cannot be written to';
const MISPLACED = 'In the store a file and a folder are in one another\'s place';

const PROBLEMS: { readonly [code: string]: readonly [problem: string, hint: string] } = {
  EROFS: [FORBIDDEN, 'Make its place writable, copy it to one that is, or name another folder with `--store` or EXITBENCH_STORE.'],
  EACCES: [FORBIDDEN, 'Ask for the right to write there, or name another folder with `--store` or EXITBENCH_STORE.'],
  EPERM: [FORBIDDEN, 'Ask for the right to write there, or name another folder with `--store` or EXITBENCH_STORE.'],
  ENOTDIR: [MISPLACED, 'Move that file away, or name another folder with `--store` or EXITBENCH_STORE.'],
  EISDIR: [MISPLACED, 'Move that folder away, or name another folder with `--store` or EXITBENCH_STORE.'],
  EEXIST: [MISPLACED, 'Move that file away, or name another folder with `--store` or EXITBENCH_STORE.'],
};

function unusable(store: string, error: unknown): ExitbenchError | undefined {
  if (!(error instanceof Error) || error instanceof ExitbenchError) return undefined;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  // What Node says when a folder and those above it are made where nothing can be written.
  const known = PROBLEMS[code === 'ENOENT' && syscall === 'mkdir' ? 'EROFS' : code ?? ''];
  if (known === undefined) return undefined;
  const [problem, hint] = known;
  return new ExitbenchError('bad-store', `${problem}: ${error.message}.`, { at: path ?? store, hint, cause: error });
}
