import type { Estimate } from './statistics/intervals.ts';

/** A report as data: everything that is said, nothing of how it looks. */
export interface ReportView {
  readonly title: string;
  /** The sentence that the profile puts first. */
  readonly notice: string | null;
  readonly question: string;
  readonly benchmark: string;
  readonly profile: string;
  readonly cells: { readonly planned: number; readonly completed: number };
  /** Short facts about the size of the run: label and text. */
  readonly facts: readonly (readonly [string, string])[];
  readonly warnings: readonly Warning[];
  /** Which regime, for which architecture, data set and cost level: one for each group and level. `render/answers.ts` says them. Empty where nothing can be compared. */
  readonly answers: readonly AnswerView[];
  /** What was stated beforehand, and what came of it. Null where there are no two regimes to compare. */
  readonly hypotheses: HypothesesView | null;
  /** What mixed training gains over joint training at the last exit, by T and share. Null unless budgets are an axis. */
  readonly budgets: TableView | null;
  /** Arms × outcomes: how many planned cells came to what. Null in a view that has no cell. */
  readonly coverage: TableView | null;
  /** Cells that did not complete, with their reasons; null when all did. */
  readonly incomplete: TableView | null;
  /** One for each data set × architecture × exits. */
  readonly groups: readonly GroupView[];
  /** Licences and citations of data, architectures, regimes and metrics. */
  readonly sources: TableView;
  /** The command that gives each row again. */
  readonly reproduce: TableView;
  readonly environment: TableView;
  /** How the numbers were made. */
  readonly method: readonly string[];
}

export interface GroupView {
  /** Unique in the view, fit for an address: letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** What the group's arms have in common, as filters name it. */
  readonly dataset: string;
  readonly architecture: string;
  readonly figures: readonly FigureView[];
  readonly tables: readonly TableView[];
}

/** Statements that were made beforehand, and what came of them. `tables/hypothesisTables.ts` says them. */
export interface HypothesesView {
  /** Whether the records carry the digest of the literal that is asked about. */
  readonly registration:
    | { readonly kind: 'same'; readonly digest: string; readonly commit: string | null }
    | { readonly kind: 'other'; readonly digest: string; readonly stated: string; readonly commit: string | null }
    | { readonly kind: 'none'; readonly digest: string };
  readonly hypotheses: readonly { readonly id: string; readonly statement: string; readonly found: string; readonly source: string; readonly scope: string; readonly caveat: string | null }[];
  /** One for each statement and group. Null where none is judged: `because` says why. */
  readonly judged: readonly HypothesisView[] | null;
  readonly because: string | null;
}

/** One statement in one group. */
export interface HypothesisView {
  readonly id: string;
  /** Id of the group, and its title. */
  readonly group: string;
  readonly title: string;
  readonly outcome: 'supported' | 'refuted' | 'undecided' | 'not-testable';
  /** Why it cannot be tested, or why a verdict is withheld. */
  readonly why: string | null;
  /** Claims at a cost that a regime cannot keep: nothing is known of them. */
  readonly leftOut: readonly string[];
  /** What the verdict rests on: the weakest of several claims, or the one that is shown to be false. */
  readonly says: string | null;
  readonly n: number;
  readonly difference: Estimate | null;
  readonly scale: Scale;
  readonly p: number | null;
  /** After Holm over all statements and groups. */
  readonly adjusted: number | null;
  readonly claims: readonly { readonly says: string; readonly n: number; readonly difference: Estimate | null; readonly scale: Scale; readonly p: number | null }[];
}

/** The answer for one group at one cost level. Labels are regimes' labels. */
export interface AnswerView {
  /** Id of the group. */
  readonly group: string;
  readonly dataset: string;
  readonly architecture: string;
  readonly exits: string;
  /** T; null where the run has one. */
  readonly epochs: number | null;
  /** `25 %` … `100 %`, `max`. */
  readonly level: string;
  /** What was compared: `accuracy in %`. */
  readonly quantity: string;
  readonly scale: Scale;
  readonly best:
    /** Each of `regimes` is better than or tied with all others. */
    | { readonly kind: 'decided'; readonly regimes: readonly string[]; readonly tiedWith: readonly string[] }
    | { readonly kind: 'undecided'; readonly leads: string | null; readonly inTheRunning: readonly string[] }
    | { readonly kind: 'too-few'; readonly leads: string | null }
    | { readonly kind: 'alone'; readonly regime: string | null };
  /** Mean of the regime that is named first, as it is usually read. */
  readonly score: Estimate | null;
  readonly pairs: readonly PairView[];
  /** Arms that are shown and not judged. */
  readonly unranked: readonly { readonly regime: string; readonly because: 'control' | 'off-budget' }[];
  /** Regimes that diverged on every seed: out of the race. */
  readonly diverged: readonly string[];
  /** Regimes that cannot keep the cost level: out of the race. */
  readonly outOfReach: readonly string[];
}

/** Two regimes, seed by seed: a minus b. */
export interface PairView {
  readonly a: string;
  readonly b: string;
  readonly verdict: 'better' | 'worse' | 'tie' | 'undecided' | 'too-few';
  /** What the pairs alone would say, where divergence forbids it: the verdict is then `undecided`. */
  readonly withheld: 'better' | 'worse' | 'tie' | null;
  /** Whether the difference is smaller than matters, whatever else is said of it. */
  readonly withinMargin: boolean;
  /** Mean difference in the unit of the answer's scale. */
  readonly difference: Estimate | null;
  /** Two-sided p of the paired t test, and after Holm over the family. */
  readonly p: number | null;
  readonly adjusted: number | null;
  /** Hedges' g of the paired differences. */
  readonly effect: number | null;
  readonly n: number;
  /** Seeds on which an arm diverged or has no partner, in words. */
  readonly notes: readonly string[];
}

/** A figure as data. Its table has the same numbers. */
export interface FigureView {
  /** Unique in the view, fit for a file's name. */
  readonly id: string;
  readonly caption: string;
  /** For whom cannot see it: what it shows and what stands out, in a sentence. */
  readonly alt: string;
  /** Of how many seeds it is, what is shown, and whose definition that is: a sentence or two each. */
  readonly about: readonly string[];
  readonly shape: LinesView | SurfaceView | StackView;
  readonly table: TableView;
}

/** Lines over a common axis: curves, depth curves, training curves. */
export interface LinesView {
  readonly kind: 'lines';
  /** Ways to measure the horizontal axis, the default first: `%` and `MAC` of inference cost. Names of places where the axis has names. */
  readonly x: readonly AxisView[];
  readonly y: AxisView;
  /** Names of the places 0, 1, … of the horizontal axis; null where it is a quantity. */
  readonly places: readonly string[] | null;
  readonly series: readonly SeriesView[];
  /** Upright lines with a name: the start of a phase. */
  readonly marks: readonly { readonly x: number; readonly label: string; readonly regime: string | null }[];
}

export interface AxisView {
  readonly label: string;
  /** Values on the axis are the series' times this. */
  readonly factor: number;
  readonly scale: Scale;
  /** Whether a logarithmic axis makes sense too. */
  readonly log: boolean;
}

export interface SeriesView {
  /** Null where a line is of several regimes together: its part is its name. */
  readonly regime: string | null;
  readonly role: 'ranked' | 'control';
  /** A seed's own line; null for the mean over seeds. */
  readonly seed: string | null;
  /** What else tells it from lines of the same regime: an exit, a quantity. Null where nothing does. */
  readonly part: string | null;
  readonly points: readonly PointView[];
}

/** Null is a gap. `low` and `high` bound the band; null where there is none. */
export interface PointView {
  readonly x: number;
  readonly y: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Heights over a plane, one panel for each regime and seed, one scale of colours for all. */
export interface SurfaceView {
  readonly kind: 'surface';
  readonly x: AxisView;
  readonly y: AxisView;
  readonly z: AxisView;
  readonly panels: readonly {
    /** Null where a panel is of several regimes together. */
    readonly regime: string | null;
    readonly seed: string | null;
    readonly part: string | null;
    readonly xs: readonly number[];
    readonly ys: readonly number[];
    /** A row for each y. */
    readonly values: readonly (readonly number[])[];
    /** Points that are marked on it, with their names. */
    readonly points: readonly { readonly x: number; readonly y: number; readonly label: string }[];
  }[];
}

/** Parts of a whole at each place, a panel for each regime: means over seeds. */
export interface StackView {
  readonly kind: 'stack';
  readonly x: AxisView;
  readonly y: AxisView;
  /** Names of the places 0, 1, … of the horizontal axis. */
  readonly places: readonly string[];
  /** Names of the parts, from the bottom upwards: the same in all panels. */
  readonly parts: readonly string[];
  readonly panels: readonly {
    readonly regime: string | null;
    readonly role: 'ranked' | 'control';
    /** A list for each part, a share for each place. Null: nothing of the kind there. */
    readonly shares: readonly (readonly (number | null)[])[];
  }[];
}

export interface TableView {
  readonly caption: string;
  readonly columns: readonly ColumnView[];
  readonly rows: readonly (readonly CellView[])[];
  readonly notes: readonly string[];
  /** Of what each row is, in the order of the rows, for filters and for CSV. Absent where rows are not of regimes. */
  readonly of?: readonly RowOf[];
  /** The last row is the sum of the others: it stays last. */
  readonly total?: true;
}

export interface ColumnView {
  readonly label: string;
  readonly numeric: boolean;
  /** The seed that the column's numbers are of; absent for means and for what has no seed. */
  readonly seed?: string;
  /** The column says where in the row's line its numbers are: a place on the horizontal axis, a name. It is no result. */
  readonly place?: true;
}

export interface RowOf {
  /** Null where a row is of several regimes together. */
  readonly regime: string | null;
  readonly role: 'ranked' | 'control';
  /** Seed of the whole row; null where rows are over seeds. */
  readonly seed: string | null;
}

/** What a table holds at one place. */
export type CellView =
  | { readonly kind: 'text'; readonly text: string }
  /** As it is typed or was printed: a command, the end of a log. May have several lines. */
  | { readonly kind: 'code'; readonly text: string }
  /** Null: nothing to show, a dash. */
  | { readonly kind: 'estimate'; readonly estimate: Estimate | null; readonly scale: Scale }
  /** Multiply-accumulates, core-seconds, bytes or per cent. Flagged: more or less than it may be. */
  | { readonly kind: 'amount'; readonly value: number | null; readonly unit: Unit; readonly flagged?: true }
  | { readonly kind: 'count'; readonly value: number };

/** How a number is written: a share as per cent, a difference of shares as points with its sign, a p value, an amount with its unit, anything else as it is. */
export type Scale = 'share' | 'points' | 'p' | 'plain' | Unit;
export type Unit = 'MAC' | 's' | 'B' | '%';

/** Something that a reader must know before believing a number. Arms have the names that tables give them, with their group where there are several. */
export type Warning =
  /** Spends more or less than its training budget by more than 1 %. Deviation in per cent. */
  | { readonly kind: 'off-budget'; readonly arm: string; readonly role: 'ranked' | 'control'; readonly deviation: number }
  /** Rates are the recipe's: a difference may be one of learning rates. */
  | { readonly kind: 'untuned'; readonly reduction: 'mean' | 'sum' }
  /** Of the learning rates chosen for ranked regimes, so many are the lowest or the highest that was tried, with none beyond it that diverged. */
  | { readonly kind: 'rate-at-edge'; readonly lowest: number; readonly highest: number; readonly of: number }
  /** So few seeds with results, of those planned, that no verdict, or only a very large difference, can be found: those of the regime that has the fewest. */
  | { readonly kind: 'few-seeds'; readonly n: number; readonly of: number }
  /** Seeds on which an arm diverged. They have no value, and no mean has them. */
  | { readonly kind: 'diverged'; readonly arm: string; readonly role: 'ranked' | 'control'; readonly seeds: readonly string[]; readonly of: number }
  /**
   * A phase that completed with a training loss far above where it began, or above that of guessing: mean over the exits, in the first epoch and
   * in the last, of the seed where it ended highest. It counts in the means, since every loss was finite.
   */
  | { readonly kind: 'loss-rose'; readonly arm: string; readonly phase: string; readonly seeds: readonly string[]; readonly of: number; readonly first: number; readonly last: number }
  /** Only a part of the records is shown: words for the filters. Families are of what is shown. */
  | { readonly kind: 'filtered'; readonly by: readonly string[] }
  /** The last exit's mean accuracy lies more than 2 points below the best earlier one's. Gap in points. */
  | { readonly kind: 'final-below-earlier'; readonly arm: string; readonly exit: string; readonly gap: number }
  /** Completed cells for which there is no result of a planned metric. */
  | { readonly kind: 'missing-values'; readonly metric: string; readonly cells: readonly string[] }
  /** The code was not what its commit says. */
  | { readonly kind: 'dirty' }
  | { readonly kind: 'not-repeatable'; readonly engine: string }
  /** Cells were computed in more than one environment. */
  | { readonly kind: 'environments'; readonly count: number };
