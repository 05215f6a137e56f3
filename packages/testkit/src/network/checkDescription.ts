import { type Network, ExitbenchError, canonicalJson, describePiece, inferenceCosts } from '@exitbench/core';

import type { Fault } from '../finding.ts';

/** One text for a network's pieces: what keys are made of. @throws ExitbenchError `not-canonical` */
export function describeNetwork(network: Network): string {
  return canonicalJson(network.nodes.map((n) => describePiece(n.piece)));
}

/** What can be said of a network without running it. */
export function checkDescription(network: Network): readonly Fault[] {
  return [...checkSpec(network), ...checkPaths(network), ...checkRoles(network), ...checkCosts(network)];
}

// ---------------------------------------------------------------------------------------------------------------------

function checkSpec(network: Network): readonly Fault[] {
  try {
    describeNetwork(network);
    return [];
  } catch (error) {
    if (!(error instanceof ExitbenchError)) throw error;
    return [{ check: 'spec', message: `A description is not plain data: ${error.message} (${error.at})` }];
  }
}

function checkPaths(network: Network): readonly Fault[] {
  const ids = network.nodes.map((n) => n.piece.id);
  return network.nodes.flatMap(({ piece }) =>
    piece.weights
      .filter((w) => !ids.some((id) => w.path.startsWith(`${id}/`)))
      .map((w) => ({ check: 'paths', message: `The path \`${w.path}\` of \`${piece.id}\` does not start with a piece's id.` })),
  );
}

function checkRoles(network: Network): readonly Fault[] {
  return network.nodes.flatMap(({ piece }) =>
    piece.weights
      .filter((w) => w.shape.length > 1 && w.role !== 'kernel' && w.role !== 'embedding' && w.statistic !== true)
      .map((w) => ({ check: 'roles', message: `\`${w.path}\` is a matrix with the role \`${w.role}\`; decay of kernels alone would leave it out.` })),
  );
}

function checkCosts(network: Network): readonly Fault[] {
  const bad: readonly Fault[] = network.nodes.flatMap(({ piece }) =>
    piece.costs
      .filter((c) => ![c.mac, c.fvcore].every((v) => Number.isFinite(v) && v >= 0))
      .map((c) => ({ check: 'cost', message: `The cost of \`${c.op}\` in \`${piece.id}\` is not a number of at least 0.` })),
  );
  const { exits } = inferenceCosts(network);
  const flat: readonly Fault[] = exits.flatMap((cost, i) =>
    i > 0 && cost <= (exits[i - 1] ?? 0) ? [{ check: 'cost', message: `Leaving at \`${network.exits[i]?.name}\` costs no more than at the exit before.` }] : [],
  );
  return [...bad, ...flat];
}
