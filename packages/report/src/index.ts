export { type ComparedRow, type RowVerdict, type RunComparison, compareRuns, gateFaults } from './aggregate/compareRuns.ts';
export type { RecordFilter } from './aggregate/filterRecords.ts';
export { buildView } from './buildView.ts';
export { hypothesesDigest } from './hypotheses/digest.ts';
export { type FigureFile, figureFiles } from './figures/index.ts';
export { answerTable, answerText, pairTable, suitabilityTable, verdictText } from './render/answers.ts';
export { type ComparisonOptions, renderComparison } from './render/comparison.ts';
export { renderCsv } from './render/csv.ts';
export { type Beside, renderHtml } from './render/html/renderHtml.ts';
export { type MarkdownOptions, renderMarkdown } from './render/markdown.ts';
export { cellText, numberText, rowTexts } from './render/numbers.ts';
export { plainText } from './render/plainText.ts';
export { type Release, releasesHtml, releasesMarkdown } from './render/releases.ts';
export { scaled } from './render/scaled.ts';
export { type PlacedTable, tablesOf } from './render/tablesOf.ts';
export { warningText } from './render/warnings.ts';
export { type Difference, type Estimate, LEVEL, estimate, welchDifference } from './statistics/intervals.ts';
export { studentQuantile, twoSided } from './statistics/student.ts';
export { shellLine } from './tables/shellLine.ts';
export type {
  AnswerView, AxisView, CellView, ColumnView, FigureView, GroupView, HypothesesView, HypothesisView, LinesView, PairView, PointView, ReportView, RowOf, Scale, SeriesView, StackView, SurfaceView,
  TableView, Unit, Warning,
} from './view.ts';
