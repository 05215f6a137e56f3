import { digestOf } from '@exitbench/core';

import { HYPOTHESES, ROLES } from './hypotheses.ts';

/** SHA-256 of the statements and the roles in them, as canonical JSON: what records carry to show that they were made before a run. */
export function hypothesesDigest(): string {
  return digestOf({ hypotheses: HYPOTHESES, roles: ROLES });
}
