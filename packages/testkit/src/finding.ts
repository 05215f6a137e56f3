/** Something that a conformance suite has against a plugin. No findings: the plugin conforms. */
export interface Finding {
  /** Which check found it: stable, for tests. */
  readonly check: string;
  /** What is wrong, where, with what values. */
  readonly message: string;
}
