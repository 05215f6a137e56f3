import type { DataEvent } from '../../data/dataEvent.ts';

/** One line for people on what happens to a data set's files. */
export function tellData(event: DataEvent): string {
  switch (event.kind) {
    case 'data-ready':
      return `${event.file} is there`;
    case 'data-package':
      return `fetching the package ${event.package} for ${event.file}`;
    case 'data-download':
      return `${event.file}: ${megabytes(event.bytes)}${event.total === undefined ? '' : ` of ${megabytes(event.total)}`} MB from ${event.from}`;
    case 'data-discarded':
      return `threw away a damaged copy of ${event.file}: ${event.problem}`;
  }
}

// ---------------------------------------------------------------------------------------------------------------------

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
