/**
 * A path of straight lines with its points at whole units or at tenths, each as a step from the one before, without those that lie on a
 * line with their neighbours: an eighth of the letters for contours at whole units, which no eye can tell. Anything but M, L and Z with
 * absolute pairs stays as it is.
 */
export function shortPath(path: string, unit: 0.1 | 1): string {
  // Steps are exact in whole numbers.
  const many = unit === 1 ? 1 : 10;
  if (!/^([ML]-?[\d.]+(e-?\d+)?,-?[\d.]+(e-?\d+)?|Z)*$/.test(path)) return path;
  return path.split('M').slice(1).map((ring) => {
    const closed = ring.endsWith('Z');
    const points = ring.replace(/Z$/, '').split('L').map((pair) => pair.split(',').map((n) => Math.round(many * Number(n)))).map(([x = 0, y = 0]) => ({ x, y }));
    const kept: { readonly x: number; readonly y: number }[] = [];
    for (const point of points) {
      const [before, last] = [kept.at(-2), kept.at(-1)];
      if (last !== undefined && last.x === point.x && last.y === point.y) continue;
      // The last point lies between its neighbours, on their line.
      if (before !== undefined && last !== undefined && isBetween(before, last, point)) kept.pop();
      kept.push(point);
    }
    if (kept.length < 2) return '';
    const [first, ...rest] = kept;
    let from = first ?? { x: 0, y: 0 };
    const steps = rest.map((p) => {
      const step = `l${(p.x - from.x) / many},${(p.y - from.y) / many}`;
      from = p;
      return step;
    });
    return `M${(first?.x ?? 0) / many},${(first?.y ?? 0) / many}${steps.join('').replaceAll('l', ' ').replace(' ', 'l').replaceAll(',-', '-').replaceAll(' -', '-')}${closed ? 'Z' : ''}`;
  }).join('');
}

// ---------------------------------------------------------------------------------------------------------------------

interface Point {
  readonly x: number;
  readonly y: number;
}

function isBetween(a: Point, b: Point, c: Point): boolean {
  const [ux, uy, vx, vy] = [b.x - a.x, b.y - a.y, c.x - b.x, c.y - b.y];
  return ux * vy === uy * vx && ux * vx + uy * vy > 0;
}
