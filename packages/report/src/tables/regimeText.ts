import type { ArmRecord } from '@exitbench/records';

/** A regime as tables and figures call it: a control says that it is one. Empty for what is of several regimes together. */
export function regimeText(regime: string | null, role: ArmRecord['role']): string {
  return role === 'control' ? `${regime ?? ''} (control)` : (regime ?? '');
}
