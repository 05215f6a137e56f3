import { constants } from 'node:os';

/**
 * Whether an error, or what caused it, is that there is no room left: a full disk or a used-up quota. The number and the
 * message are looked at besides the code, since cacache puts `EEXIST` in place of the code of a failed rename.
 */
export function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errno } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT' || NUMBERS.includes(Math.abs(errno ?? 0)) || /^(?:ENOSPC|EDQUOT):/.test(error.message)) return true;
  return isFull(error.cause) || (error instanceof AggregateError && error.errors.some(isFull));
}

// ---------------------------------------------------------------------------------------------------------------------

const NUMBERS: readonly number[] = [constants.errno.ENOSPC, constants.errno.EDQUOT];
