// @ts-check
// Compares the analyses of a trained network with those that numpy and scikit-learn compute from the same arrays. `--help` explains.
import { compare } from './compare.mjs';

const ABOUT = `node tools/parity/analyses.mjs

Trains a small network by three regimes, runs the analyses on it, and recomputes them with numpy and scikit-learn from
the same arrays; then bends one rule of that program after the other, which the comparison has to notice. Exit code 0
when all agree and every bent rule was noticed.

The first run installs PyTorch, numpy and scikit-learn (1 GB on disk) into the cache folder, EXITBENCH_CACHE or
~/.cache/exitbench.`;

process.exitCode = await compare({ title: 'parity of analyses', about: ABOUT, exporter: 'analyses/export.mjs', reference: 'analyses_reference.py', parts: true });
