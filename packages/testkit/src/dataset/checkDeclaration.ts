import type { Dataset, Task, Variant } from '@exitbench/core';

import type { CheckId } from '../checks.ts';
import type { Fault } from '../finding.ts';

const AUGMENTATIONS = ['flip', 'shift'];

/** What a data set says of itself, before any file is opened. */
export function checkDeclaration(dataset: Dataset): readonly Fault[] {
  const { licence, input, task, trainSize, validationSize, testSize, variants, augmentations } = dataset;
  const findings: Fault[] = [];
  const say = (check: CheckId, message: string): void => void findings.push({ check, message });

  if (licence.trim().length < 3) say('licence', '`licence` says nothing.');
  if (input.length === 0) say('input', '`input` names no port.');
  if (new Set(input.map((p) => p.name)).size !== input.length) say('input', 'Two ports of `input` have one name.');
  for (const { name, shape } of input) if (!shape.every(isCount)) say('input', `\`${name}\` has the shape [${shape.join(', ')}]; axes are positive integers.`);
  for (const [name, size] of Object.entries({ trainSize, validationSize, testSize })) if (!isCount(size)) say('sizes', `\`${name}\` is ${size}, not a positive integer.`);
  const wrong = taskProblem(task);
  if (wrong !== undefined) say('task', wrong);
  for (const kind of augmentations) if (!AUGMENTATIONS.includes(kind)) say('augmentations', `There is no augmentation \`${kind}\`.`);
  if (Object.keys(variants).length === 0) say('variants', 'There is no variant; a data set that is computed has one without files.');
  for (const [name, variant] of Object.entries(variants)) findings.push(...checkVariant(name, variant));
  return findings;
}

/** What labels must be for a task: their type and their values. @returns the first problem */
export function labelProblem(labels: ArrayLike<number>, task: Task): string | undefined {
  const [type, low, high] = task.kind === 'classification' ? ([Int32Array, 0, task.classes - 1] as const) : ([Float32Array, ...task.range] as const);
  if (!(labels instanceof type)) return `Labels are ${labels.constructor.name}; ${task.kind} needs ${type.name}.`;
  const at = labels.findIndex((v) => !(v >= low && v <= high));
  return at < 0 ? undefined : `Label ${at} is ${labels[at]}, not from ${low} to ${high}.`;
}

// ---------------------------------------------------------------------------------------------------------------------

function checkVariant(variant: string, { title, files }: Variant): readonly Fault[] {
  const findings: Fault[] = [];
  const say = (message: string): void => void findings.push({ check: 'variants', message: `\`${variant}\`: ${message}` });
  if (title.trim().length < 3) say('`title` says nothing.');
  if (new Set(files.map((f) => f.name)).size !== files.length) say('two files have one name.');
  for (const { name, sha256, bytes, urls, local = [], debian } of files) {
    if (!/^\w[\w.-]*$/.test(name)) say(`\`${name}\` is not a plain file name.`);
    if (!/^[0-9a-f]{64}$/.test(sha256)) say(`\`${name}\` is not pinned: its SHA-256 is \`${sha256}\`.`);
    if (!Number.isInteger(bytes) || bytes < 0) say(`\`${name}\` has ${bytes} bytes.`);
    if (urls.length + local.length + (debian === undefined ? 0 : 1) === 0) say(`\`${name}\` has no source.`);
  }
  return findings;
}

function taskProblem(task: Task): string | undefined {
  if (task.kind === 'classification') return Number.isInteger(task.classes) && task.classes >= 2 ? undefined : `${task.classes} classes cannot be told apart.`;
  return task.range[0] < task.range[1] ? undefined : `The range ${task.range.join(' … ')} is empty.`;
}

function isCount(n: number): boolean {
  return Number.isInteger(n) && n > 0;
}
