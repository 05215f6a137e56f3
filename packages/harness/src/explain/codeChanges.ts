/** A file, or a package that files import, that makes the difference between two digests of code. */
export interface CodeChange {
  /** `@exitbench/nn/layers/dropout`, `@tensorflow/tfjs-core`. */
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Versions of a package; null for a file. */
  readonly versions: { readonly before: string | null; readonly after: string | null } | null;
}

/**
 * Which files changed between two digests of code.
 *
 * @param before what the one digest is of: `package/path hash` a file, `package@version` a package
 * @param after what the other is of
 */
export function codeChanges(before: readonly string[], after: readonly string[]): readonly CodeChange[] {
  const [was, is] = [parse(before), parse(after)];
  return [...new Set([...was.keys(), ...is.keys()])].toSorted().flatMap((name): readonly CodeChange[] => {
    const [a, b] = [was.get(name), is.get(name)];
    if (a?.value === b?.value) return [];
    const change = a === undefined ? 'added' : b === undefined ? 'removed' : 'changed';
    const isPackage = (a ?? b)?.isPackage === true;
    return [{ name, change, versions: isPackage ? { before: a?.value ?? null, after: b?.value ?? null } : null }];
  });
}

// ---------------------------------------------------------------------------------------------------------------------

interface Line {
  readonly value: string;
  readonly isPackage: boolean;
}

function parse(lines: readonly string[]): ReadonlyMap<string, Line> {
  return new Map(lines.map((line): readonly [string, Line] => {
    const space = line.lastIndexOf(' ');
    if (space > 0) return [line.slice(0, space), { value: line.slice(space + 1), isPackage: false }];
    // Modules of Node have no version.
    const at = line.lastIndexOf('@');
    return [at > 0 ? line.slice(0, at) : line, { value: at > 0 ? line.slice(at + 1) : '', isPackage: true }];
  }));
}
