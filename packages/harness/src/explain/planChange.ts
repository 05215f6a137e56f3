/** One thing in which two plans differ. */
export interface PlanChange {
  readonly change: 'added' | 'removed' | 'changed';
  readonly what: 'plan' | 'arm' | 'cell' | 'node';
  /** Name of the setting, arm or cell; kind and name of the node. */
  readonly name: string;
  /** What of it changed: `0.03 → 0.02`, `budget 120 → 240`, `1f3a… → 9b20… in a/b/0 and 5 more cells`. Empty where the name says all. */
  readonly detail: string;
}
