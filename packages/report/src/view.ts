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
  /** Cells that did not complete, with their reasons; null when all did. */
  readonly incomplete: TableView | null;
  /** One for each data set × architecture × exits. */
  readonly groups: readonly GroupView[];
  readonly environment: TableView;
  /** How the numbers were made. */
  readonly method: readonly string[];
}

export interface GroupView {
  readonly title: string;
  readonly tables: readonly TableView[];
}

export interface TableView {
  readonly caption: string;
  readonly columns: readonly { readonly label: string; readonly numeric: boolean }[];
  readonly rows: readonly (readonly CellView[])[];
  readonly notes: readonly string[];
}

/** What a table holds at one place. */
export type CellView =
  | { readonly kind: 'text'; readonly text: string }
  /** Null: nothing to show, a dash. */
  | { readonly kind: 'estimate'; readonly estimate: Estimate | null; readonly scale: Scale }
  /** Multiply-accumulates, core-seconds, bytes or per cent. */
  | { readonly kind: 'amount'; readonly value: number | null; readonly unit: Unit }
  | { readonly kind: 'count'; readonly value: number };

/** How a number is written: a share as per cent, an amount with its unit, anything else as it is. */
export type Scale = 'share' | 'plain' | Unit;
export type Unit = 'MAC' | 's' | 'B' | '%';

/** Something that a reader must know before believing a number. */
export type Warning =
  /** Spends more or less than its training budget by more than 1 %. Deviation in per cent. */
  | { readonly kind: 'off-budget'; readonly arm: string; readonly role: 'ranked' | 'control'; readonly deviation: number }
  /** The last exit's mean accuracy lies more than 2 points below the best earlier one's. Gap in points. */
  | { readonly kind: 'final-below-earlier'; readonly arm: string; readonly exit: string; readonly gap: number }
  /** Completed cells for which there is no result of a planned metric. */
  | { readonly kind: 'missing-values'; readonly metric: string; readonly cells: readonly string[] }
  /** The code was not what its commit says. */
  | { readonly kind: 'dirty' }
  | { readonly kind: 'not-repeatable'; readonly engine: string }
  /** Cells were computed in more than one environment. */
  | { readonly kind: 'environments'; readonly count: number };
