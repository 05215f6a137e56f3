/** Losses of every output at one place: the training loss first, then each exit's. */
export type Losses = readonly number[];

/** What a plane and lines through a solution say of one output. */
export interface Summary {
  /** Share of the plane's points whose loss is below the plane's least plus ln 2. */
  readonly flat: number;
  /** Heights over the plane, rows of y, to 4 significant digits. */
  readonly surface: readonly (readonly number[])[];
}

/** The coordinates of the plane's points along an axis, in units of the weights' norm: the solution is in the middle. */
export function coordinates(steps: number, zoom: number): readonly number[] {
  return Array.from({ length: steps }, (_, i) => (i / (steps - 1) - 0.5) / zoom);
}

/** The losses at every point of a plane: rows of y. */
export async function overPlane(xs: readonly number[], ys: readonly number[], lossesAt: (x: number, y: number) => Promise<Losses>): Promise<readonly (readonly Losses[])[]> {
  const rows: (readonly Losses[])[] = [];
  for (const y of ys) {
    const row: Losses[] = [];
    for (const x of xs) row.push(await lossesAt(x, y));
    rows.push(row);
  }
  return rows;
}

/** The summary of output number `output`. A factor of two in the likelihood of the labels is the width of a minimum here. */
export function summarise(plane: readonly (readonly Losses[])[], output: number): Summary {
  const heights = plane.map((row) => row.map((losses) => losses[output] as number));
  const all = heights.flat();
  const bound = Math.min(...all) + Math.LN2;
  return { flat: all.filter((h) => h < bound).length / all.length, surface: heights.map((row) => row.map(quantised)) };
}

/** For each radius the mean over some lines of how much higher the loss is at that distance than in the middle. */
export async function sharpness(
  centre: Losses, radii: readonly number[], lines: number, lossesAt: (line: number, radius: number) => Promise<Losses>,
): Promise<readonly Losses[]> {
  const means = radii.map(() => centre.map(() => 0));
  for (let line = 0; line < lines; line++) {
    for (const [r, radius] of radii.entries()) {
      const losses = await lossesAt(line, radius);
      means[r] = (means[r] ?? []).map((mean, k) => mean + ((losses[k] as number) - (centre[k] as number)) / lines);
    }
  }
  return means;
}

// ---------------------------------------------------------------------------------------------------------------------

/** Surfaces are pictures: more digits cannot be seen, and they are most of a record. */
function quantised(height: number): number {
  return Number(height.toPrecision(4));
}
