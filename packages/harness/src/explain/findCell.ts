import { ExitbenchError, nearest } from '@exitbench/core';

/** How many names an error lists. */
const LISTED = 8;

/**
 * The cell that is meant: the one with this id, else the only one of whose id it is a part. Whole parts count first:
 * `joint/0` is not `disjoint/0`.
 *
 * @param name a cell's id, or a part of it: `mnist:official/convnet/dense-pooled/mixed/0`, `mixed/0`
 * @throws ExitbenchError `unknown-name` with the nearest names; `bad-argument` where several cells are meant
 */
export function findCell(name: string, ids: readonly string[]): string {
  if (ids.includes(name)) return name;
  const whole = ids.filter((id) => `/${id}/`.includes(`/${name}/`));
  const meant = name === '' || whole.length > 0 ? whole : ids.filter((id) => id.includes(name));
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only;
  if (meant.length > 1) {
    throw new ExitbenchError('bad-argument', `\`${name}\` is part of the names of ${meant.length} cells.`, { at: name, hint: `Name one of them: ${list(meant)}.` });
  }
  const near = nearestCells(name, ids);
  throw new ExitbenchError('unknown-name', `There is no cell \`${name}\`.`, {
    at: name, hint: near.length > 0 ? `Did you mean ${list(near)}?` : `Cells are: ${list(ids)}.`,
  });
}

// ---------------------------------------------------------------------------------------------------------------------

/** Cells with a part that is spelt nearly so: as many segments of their ids as the name has. */
function nearestCells(name: string, ids: readonly string[]): readonly string[] {
  const length = name.split('/').length;
  const parts = (id: string): readonly string[] => {
    const segments = id.split('/');
    return Array.from({ length: Math.max(0, segments.length - length + 1) }, (_, i) => segments.slice(i, i + length).join('/'));
  };
  const near = nearest(name, [...new Set(ids.flatMap(parts))]);
  return near === undefined ? [] : ids.filter((id) => parts(id).includes(near));
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).map((n) => `\`${n}\``).join(', ');
  return names.length > LISTED ? `${shown} and ${names.length - LISTED} more` : shown;
}
