import { ExitbenchError, seedLabel, unknownName } from '@exitbench/core';
import type { ArmRecord, HeaderRecord, PlannedCell, RunRecord } from '@exitbench/records';

/** A part of a report, by ids, titles or the words of arms' ids (`mnist:official`, `mixed(share=0.25)`) and seeds. */
export interface RecordFilter {
  readonly dataset?: readonly string[];
  readonly architecture?: readonly string[];
  readonly regime?: readonly string[];
  readonly seed?: readonly string[];
}

/**
 * The records of a part of what was planned, whole in themselves: arms, cells and results that the filters leave, results over several
 * cells only where all are left.
 *
 * @throws ExitbenchError `unknown-name` for a name that nothing has; `nothing-selected`, with the filter to relax, where nothing is left
 */
export function filterRecords(records: readonly RunRecord[], filter: RecordFilter): readonly RunRecord[] {
  const header = records.find((r) => r.kind === 'header');
  if (header === undefined || wordsOf(filter).length === 0) return records;
  const { arms, cells } = remaining(header, filter);
  if (cells.length === 0 || arms.every((a) => a.excluded !== null)) throw nothing(header, filter);
  const left = new Set(cells.map((c) => c.id));
  return records.flatMap((record): readonly RunRecord[] => {
    switch (record.kind) {
      case 'header':
        return [{ ...record, plan: { ...record.plan, arms, cells } }];
      case 'environment':
        return [record];
      case 'cell':
        return left.has(record.cell) ? [record] : [];
      case 'value':
        return record.cells.every((cell) => left.has(cell)) ? [record] : [];
    }
  });
}

/** The filters in words: `regime joint or mixed`. */
export function wordsOf(filter: RecordFilter): readonly string[] {
  return AXES.flatMap(({ axis, word }) => (filter[axis] === undefined ? [] : [`${word} ${filter[axis].length === 0 ? '(none)' : filter[axis].join(' or ')}`]));
}

// ---------------------------------------------------------------------------------------------------------------------

type Axis = keyof RecordFilter;
type NamedAxis = Exclude<Axis, 'seed'>;

const AXES: readonly { readonly axis: Axis; readonly word: string; readonly place: number }[] = [
  { axis: 'dataset', word: 'data set', place: 0 }, { axis: 'architecture', word: 'architecture', place: 1 }, { axis: 'regime', word: 'regime', place: 3 },
  { axis: 'seed', word: 'seed', place: -1 },
];

function remaining({ plan }: HeaderRecord, filter: RecordFilter): { readonly arms: readonly ArmRecord[]; readonly cells: readonly PlannedCell[] } {
  const names = (arm: ArmRecord, axis: NamedAxis): readonly string[] => namesOf(arm, axis, plan.epochs.length > 1 ? 5 : 4);
  for (const { axis, word } of AXES) {
    const known = [...new Set(axis === 'seed' ? plan.cells.flatMap(seedNames) : plan.arms.flatMap((arm) => names(arm, axis)))];
    const unknown = filter[axis]?.find((name) => !known.includes(name));
    if (unknown !== undefined) throw unknownName(word, unknown, known, `--${axis}`);
  }
  const arms = plan.arms.filter((arm) => AXES.every(({ axis }) => axis === 'seed' || (filter[axis] ?? names(arm, axis)).some((name) => names(arm, axis).includes(name))));
  const ids = new Set(arms.map((a) => a.id));
  return { arms, cells: plan.cells.filter((c) => ids.has(c.arm) && (filter.seed ?? seedNames(c)).some((name) => seedNames(c).includes(name))) };
}

function seedNames({ seed }: PlannedCell): readonly string[] {
  return [...new Set([String(seed.root), seedLabel(seed)])];
}

/** @param parts how many labels the arm's id is made of */
function namesOf(arm: ArmRecord, axis: NamedAxis, parts: number): readonly string[] {
  const { id, title } = arm[axis];
  // A slash may stand in parentheses. Where one stands elsewhere too, it cannot be told which are between labels.
  const labels = arm.id.split(/\/(?![^(]*\))/);
  const label = labels.length === parts ? labels[AXES.find((a) => a.axis === axis)?.place ?? -1] : undefined;
  return [...new Set([...(label === undefined ? [] : [label]), id, id.replace(new RegExp(`^${axis}-`), ''), title, ...(axis === 'regime' ? [arm.regime.label] : [])])];
}

/** Names the filters without which something would be left, one at a time. */
function nothing(header: HeaderRecord, filter: RecordFilter): ExitbenchError {
  const given = AXES.filter(({ axis }) => filter[axis] !== undefined);
  const relaxing = given.filter(({ axis }) => {
    const { [axis]: _, ...others } = filter;
    const { arms, cells } = remaining(header, others);
    return cells.length > 0 && arms.some((a) => a.excluded === null);
  });
  const names = (relaxing.length > 0 ? relaxing : given).map(({ axis }) => `--${axis}`);
  return new ExitbenchError('nothing-selected', `No cell has ${wordsOf(filter).join(' and ')}.`, {
    at: given.map(({ axis }) => `--${axis}`).join(' '), hint: relaxing.length > 0 ? `Leave out ${names.join(' or ')}.` : `Leave out more than one of ${names.join(', ')}.`,
  });
}
