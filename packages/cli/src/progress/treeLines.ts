import type { NodeName } from '@exitbench/harness';

import { clock } from '../formats.ts';
import { type Span, type Style, cutStart, paint } from './paint.ts';
import { type RunState, type RunningNode, secondsLeft } from './runState.ts';

export interface TreeOptions {
  /** Benchmark and profile. */
  readonly title: string;
  /** The clock, in seconds. */
  readonly now: number;
  readonly columns: number;
  /** Lines that there is room for. */
  readonly rows: number;
  readonly colour: boolean;
}

/** A run as a tree: how far it is; the nodes that run, below their cells; what finished last. */
export function treeLines(state: RunState, { title, now, columns, rows, colour }: TreeOptions): readonly string[] {
  const groups = groupsOf(state);
  const branches = groups.map(({ cell, nodes }) => {
    const width = Math.max(...nodes.map(({ node }) => nameOf(node).length));
    return [
      [{ text: cutStart(cell, columns - 3), style: 'bold' as const }],
      ...nodes.map((n, i): readonly Span[] => [{ text: i === nodes.length - 1 ? '└─ ' : '├─ ', style: 'dim' }, ...nodeSpans(n, width, now, columns < WIDE)]),
    ];
  });
  const finished = state.recent.length === 0 ? [] : [[
    [{ text: 'finished last', style: 'dim' as const }],
    ...state.recent.map(({ node, seconds }): readonly Span[] => {
      const took = seconds === null ? '  taken from its trial' : `  ${clock(seconds)}`;
      return [{ text: '✓ ', style: 'green' }, { text: cutStart(node.label, columns - 5 - took.length) }, { text: took, style: 'dim' }];
    }),
  ]];
  // What runs comes first; what finished is left out where there is no room for it.
  const room = Math.max(0, rows - 1);
  const height = (all: readonly (readonly unknown[])[]): number => all.reduce((sum, branch) => sum + branch.length, 0);
  const shown = height([...branches, ...finished]) <= room ? [...branches, ...finished] : branches;
  const body = shown.flatMap((branch, b) => {
    const last = b === shown.length - 1;
    return branch.map((spans, i): readonly Span[] => [{ text: i === 0 ? (last ? '└─ ' : '├─ ') : last ? '   ' : '│  ', style: 'dim' }, ...spans]);
  });
  const cut: readonly (readonly Span[])[] = body.length <= room ? body : room === 0 ? [] : [...body.slice(0, room - 1), [{ text: `   … and ${body.length - room + 1} more lines`, style: 'dim' }]];
  return [headSpans(state, title, now), ...cut].map((spans) => paint(spans, columns, colour));
}

// ---------------------------------------------------------------------------------------------------------------------

interface Group {
  readonly cell: string;
  readonly nodes: readonly RunningNode[];
}

const BAR = 16;
/** Columns from which there is room for a bar beside the numbers of a node. */
const WIDE = 105;

function headSpans(state: RunState, title: string, now: number): readonly Span[] {
  const { done, nodes, lost, eta, since, stopping } = state;
  const bad = [...lost].map(([status, n]): Span => ({ text: `  ${n} ${status}`, style: LOST_STYLE[status] ?? 'red' }));
  return [
    { text: title, style: 'bold' }, { text: `  ${done}/${nodes}  ` }, ...bar(nodes === 0 ? 0 : done / nodes), ...bad,
    { text: `  ${clock(now - since)}` },
    stopping ? { text: '  stopping', style: 'red' } : { text: `  ETA ${clock(eta)}` },
  ];
}

/** What follows from something else is no failure of its own. */
const LOST_STYLE: { readonly [status: string]: Style } = { blocked: 'dim', skipped: 'dim', interrupted: 'dim' };

function nodeSpans(running: RunningNode, width: number, now: number, isNarrow: boolean): readonly Span[] {
  const { node, progress, note, since } = running;
  const name: Span = { text: `${nameOf(node).padEnd(width)}  `, style: 'cyan' };
  if (note !== null) return [name, { text: note }];
  if (progress === null) return [name, { text: clock(now - since), style: 'dim' }];
  const { step, steps, epoch, loss, imagesPerSecond } = progress;
  const left = secondsLeft(running, now);
  const parts = [
    `epoch ${epoch}`, `step ${String(step).padStart(String(steps).length)}/${steps}`, `loss ${loss.toPrecision(4)}`, `${Math.round(imagesPerSecond)} images/s`,
    ...(left === null ? [] : [`ETA ${clock(left)}`]),
  ];
  return [name, ...(isNarrow ? [] : [...bar(steps === 0 ? 0 : step / steps), { text: '  ' }]), { text: parts.join('  ') }];
}

function bar(share: number): readonly Span[] {
  const full = Math.min(BAR, Math.floor(share * BAR));
  return [{ text: '━'.repeat(full), style: 'green' }, { text: '─'.repeat(BAR - full), style: 'dim' }];
}

/** Nodes below the cell that asked for them, in the order in which cells came to run. A data set belongs to no cell. */
function groupsOf({ running }: RunState): readonly Group[] {
  const groups = new Map<string, RunningNode[]>();
  for (const node of running.values()) {
    const cell = cellOf(node.node);
    const nodes = groups.get(cell);
    if (nodes === undefined) groups.set(cell, [node]);
    else nodes.push(node);
  }
  return [...groups].map(([cell, nodes]) => ({ cell, nodes }));
}

/** A label is the cell's name, a space, and the node's own; that of a data set has no cell. */
function cellOf({ kind, label }: NodeName): string {
  const at = label.indexOf(' ');
  return kind === 'prepare' || at < 0 ? 'data sets' : label.slice(0, at);
}

function nameOf({ kind, label }: NodeName): string {
  const at = label.indexOf(' ');
  return kind === 'prepare' || at < 0 ? label : label.slice(at + 1);
}
