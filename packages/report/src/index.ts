export { buildView } from './buildView.ts';
export { renderMarkdown } from './render/markdown.ts';
export { scaled } from './render/scaled.ts';
export { type Difference, type Estimate, LEVEL, estimate, pairedDifference, welchDifference } from './statistics/intervals.ts';
export { studentQuantile, twoSided } from './statistics/student.ts';
export type { CellView, GroupView, ReportView, Scale, TableView, Unit, Warning } from './view.ts';
