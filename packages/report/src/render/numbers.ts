import type { Estimate } from '../statistics/intervals.ts';
import type { CellView, Scale, TableView, Unit } from '../view.ts';
import { scaled } from './scaled.ts';

/** What stands where there is nothing to show. */
export const NOTHING = '–';

/** The texts of a table's row. Where the table has a column `n`, means of fewer values say so. */
export function rowTexts({ columns }: TableView, row: readonly CellView[]): readonly string[] {
  const count = row[columns.findIndex((c) => c.label === 'n')];
  return row.map((cell, i) => {
    const column = columns[i];
    const isMean = column !== undefined && column.seed === undefined && column.place === undefined;
    return cellText(cell, isMean && count?.kind === 'count' ? count.value : undefined);
  });
}

/** The text of a table's cell. `n` is that of the row: an estimate of fewer values says so. */
export function cellText(cell: CellView, n?: number): string {
  switch (cell.kind) {
    case 'text':
    case 'code':
      return cell.text;
    case 'count':
      return String(cell.value);
    case 'amount':
      return cell.value === null ? NOTHING : `${amountText(cell.value, cell.unit)}${cell.flagged === true ? ' !' : ''}`;
    case 'estimate':
      return cell.estimate === null ? NOTHING : estimateText(cell.estimate, cell.scale, n);
  }
}

/** 1.23 T, 456 M, 12.3 s, −0.42 %. */
export function amountText(value: number, unit: Unit): string {
  switch (unit) {
    case 'MAC':
      return scaled(value);
    case 'B':
      return scaled(value, 1024);
    case 's':
      return value.toFixed(value < 100 ? 1 : 0);
    case '%':
      return `${signed(value)} %`;
  }
}

/** One number of a figure or of a table's cell. */
export function numberText(value: number, scale: Scale): string {
  switch (scale) {
    case 'share':
      return (100 * value).toFixed(2);
    case 'points':
      return signed(100 * value);
    case 'p':
      return value < 0.001 ? '<0.001' : value.toFixed(3);
    case 'plain':
      return Number(value.toPrecision(4)).toString().replace(/^-/, '−');
    default:
      return amountText(value, scale);
  }
}

/** The same number, rounded alike, for programs: no prefix, no sign but a hyphen; shares in per cent, differences of shares in points. */
export function bareNumber(value: number, scale: Scale): string {
  const text = bare(value, scale);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

/** What the bare number counts. */
export function unitText(scale: Scale): string {
  return scale === 'share' ? '%' : scale === 'plain' || scale === 'p' ? '' : scale;
}

// ---------------------------------------------------------------------------------------------------------------------

function bare(value: number, scale: Scale): string {
  switch (scale) {
    case 'share':
    case 'points':
      return (100 * value).toFixed(2);
    case 'p':
      return value < 0.001 ? value.toPrecision(2) : value.toFixed(3);
    case 's':
      return value.toFixed(value < 100 ? 1 : 0);
    case '%':
      return value.toFixed(2);
    case 'plain':
    case 'MAC':
    case 'B':
      return String(Number(value.toPrecision(4)));
  }
}

function estimateText({ mean, interval, n }: Estimate, scale: Scale, rowN: number | undefined): string {
  const half = interval === null ? '' : ` ± ${halfText(interval.half, scale)}`;
  const fewer = rowN === undefined || n === rowN ? '' : ` (n = ${n})`;
  return `${numberText(mean, scale)}${half}${fewer}`;
}


/** Two digits of what is uncertain, where the scale does not fix them. */
function halfText(half: number, scale: Scale): string {
  return scale === 'plain' ? Number(half.toPrecision(2)).toString() : numberText(half, scale === 'points' ? 'share' : scale);
}

function signed(value: number): string {
  const text = Math.abs(value).toFixed(2);
  return text === '0.00' ? text : `${value < 0 ? '−' : '+'}${text}`;
}
