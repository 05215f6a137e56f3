import type { ArmRecord } from '@exitbench/records';

/** A data set with its variant in words: `CIFAR-10 (JPEG copy)`. */
export function datasetLabel({ title, variant }: Pick<ArmRecord['dataset'], 'title' | 'variant'>): string {
  return `${title} (${variantWords(variant)})`;
}

/** `jpeg-copy` is JPEG copy. Names that are no names of variants stay as they are. */
export function variantWords(variant: string): string {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(variant)) return variant;
  return variant.split('-').map((word) => (ACRONYMS.includes(word) ? word.toUpperCase() : word)).join(' ');
}

// ---------------------------------------------------------------------------------------------------------------------

const ACRONYMS: readonly string[] = ['jpeg', 'png'];
