/** Which arm of a group is meant. The first description that an arm of the group fits counts. */
export interface RoleSpec {
  readonly regime: string;
  /** Parameters that it must have. */
  readonly params?: { readonly [name: string]: number | string };
}

/** A number of each seed. Everything is plain data: the literal has a digest. */
export type Quantity =
  /** Accuracy when the mean inference cost may be this share of the plain backbone's, with thresholds chosen on validation. */
  | { readonly kind: 'level'; readonly level: number }
  /** Accuracy of one exit as if all samples left there. */
  | { readonly kind: 'exit'; readonly which: 'first' | 'last'; readonly part: 'test' | 'train' }
  /** A number of a table: of the row that has this name. */
  | { readonly kind: 'row'; readonly metric: string; readonly rows: string; readonly row: string; readonly values: string }
  /** Mean over blocks from one share of the depth to another. */
  | { readonly kind: 'depth'; readonly metric: string; readonly values: string; readonly from: number; readonly to: number }
  /**
   * Share of the depth at which a depth curve first has this share of its largest value: of several curves, as of noise levels, of each.
   * Curves with a block whose entry at `unless` is true say nothing.
   */
  | { readonly kind: 'reaches'; readonly metric: string; readonly values: string; readonly unless: string; readonly share: number }
  /** The last exit's share of a block's gradient minus an equal share among the exits that reach the block, mean over the blocks from one share of the depth to another and over all snapshots. */
  | { readonly kind: 'final-share'; readonly metric: string; readonly from: number; readonly to: number }
  /** Barrier of the training loss on the line between two roles' solutions. */
  | { readonly kind: 'barrier'; readonly metric: string; readonly between: readonly [string, string] }
  /** The same between a role's solution and that of the same start in another order of the data. */
  | { readonly kind: 'order-barrier'; readonly metric: string; readonly of: string };

/** A sum of numbers of each seed that has a sign. */
export interface Claim {
  /** What is compared, in words: `mixed − joint at 100 %`. */
  readonly says: string;
  readonly terms: readonly {
    /** Whose number; null where it is of several regimes together. */
    readonly role: string | null;
    readonly quantity: Quantity;
    readonly times: 1 | -1;
  }[];
  /** `positive`: above zero. `different`: not zero, whichever way. `within`: closer to zero than the margin. */
  readonly expect: 'positive' | 'different' | 'within';
  /** In the unit of the numbers. */
  readonly margin?: number;
  /** Of several curves, how many must have the sign of their mean. */
  readonly agree?: number;
  /** Where it is claimed, if not wherever the statement means something. */
  readonly where?: readonly Conditions[];
}

/** What a group may be. All that is given must hold. */
export interface Conditions {
  readonly datasets?: readonly string[];
  readonly architectures?: readonly string[];
  /** Samples that are trained on: so many or more, so many or fewer. */
  readonly least?: number;
  readonly most?: number;
  /** Whether weights come from elsewhere. */
  readonly pretrained?: boolean;
}

/** Where a statement means anything: where any of the conditions hold, or everywhere where none are given. */
export interface Scope {
  readonly words: string;
  readonly where?: readonly Conditions[];
}

export type Test =
  /** Supported where every claim holds; refuted where one is shown to be false. */
  | { readonly kind: 'claims'; readonly claims: readonly Claim[] }
  /** The share of the backbone's phase with the best mean at the last exit is neither 0 nor 1, and better than both. */
  | { readonly kind: 'interior-share' }
  /** Regimes have one order under every policy, or with every head: Kendall's τ of their scores at 100 %, mean over pairs of policies or heads, is above zero. */
  | { readonly kind: 'same-order'; readonly across: 'policies' | 'heads' };

/** A statement that was made before the run, and how records are asked about it. */
export interface Hypothesis {
  readonly id: string;
  readonly statement: string;
  /** What others found: signs and orders only. */
  readonly found: string;
  readonly source: string;
  readonly scope: Scope;
  /** What to know beside any verdict. */
  readonly caveat?: string;
  readonly test: Test;
}
