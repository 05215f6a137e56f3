export { auroc } from './auroc.ts';
export { type BudgetRow, LEVELS, type Level, budgetTable } from './budgetTable.ts';
export { type Classified, classified } from './classified.ts';
export { type Fallback, maxConfidence } from './policies/maxConfidence.ts';
export { staticExit } from './policies/staticExit.ts';
export { type Decisions, type Policy, unitSteps } from './policy.ts';
export { scoreByExit, summandsByExit } from './score.ts';
export { argmax, confidence, softmax } from './softmax.ts';
export { type SweepPoint, sweep } from './sweep.ts';
