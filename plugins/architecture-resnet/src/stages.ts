/** Residual blocks in each stage, and channels of the first; each later stage has twice as many. */
export interface Stages {
  readonly blocks: readonly number[];
  readonly width: number;
}

/** Blocks of the networks for ImageNet (He et al., arXiv 1512.03385, table 1). */
const IMAGENET: { readonly [depth: number]: readonly number[] } = { 18: [2, 2, 2, 2], 34: [3, 4, 6, 3] };

/** What a depth means: 18 and 34 as for ImageNet, 6n+2 as for CIFAR-10 (n blocks in each of three stages), nothing else. */
export function stagesOf(depth: number, width: number): Stages | undefined {
  const listed = IMAGENET[depth];
  if (listed !== undefined) return { blocks: listed, width: width === 0 ? 64 : width };
  const n = (depth - 2) / 6;
  return Number.isInteger(n) && n >= 1 ? { blocks: [n, n, n], width: width === 0 ? 16 : width } : undefined;
}
