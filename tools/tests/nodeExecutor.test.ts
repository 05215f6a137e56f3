import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, manifestOf, textOf } from '../src/repository.mjs';

const NX = join(ROOT, 'node_modules/nx', manifestOf('node_modules/nx')['bin'].nx);
const HARD = ['--regime', 'mixed(share=0.25),joint', 'x;echo broken', 'two words', "it's", '$HOME', '', '--help'];

/** A workspace of one project whose targets run a script that tells its arguments and folder, and ends with the code that `EXIT_CODE` says. */
let workspace = '';
beforeAll(() => {
  workspace = realpathSync(mkdtempSync(join(tmpdir(), 'exitbench-nx-')));
  mkdirSync(join(workspace, 'app/dist'), { recursive: true });
  mkdirSync(join(workspace, 'node_modules/@exitbench'), { recursive: true });
  symlinkSync(join(ROOT, 'tools'), join(workspace, 'node_modules/@exitbench/tools'));
  symlinkSync(join(ROOT, 'node_modules/nx'), join(workspace, 'node_modules/nx'));
  writeFileSync(join(workspace, 'package.json'), '{ "name": "w", "private": true, "type": "module" }');
  writeFileSync(join(workspace, 'nx.json'), '{ "useDaemonProcess": false, "neverConnectToCloud": true, "analytics": false, "tui": { "enabled": false } }');
  copyFileSync(join(ROOT, '.env'), join(workspace, '.env'));
  const { executor, options } = JSON.parse(textOf('benchmarks/project.json')).targets.all as { executor: string; options: object };
  const glued = { executor: 'nx:run-commands', options: { command: 'node dist/main.js', cwd: '{projectRoot}' } };
  writeFileSync(join(workspace, 'app/project.json'), JSON.stringify({ name: 'app', targets: { all: { executor, options }, slow: { executor, options: { script: 'app/dist/slow.js' } }, glued } }));
  writeFileSync(
    join(workspace, 'app/dist/main.js'),
    `console.log('told ' + JSON.stringify({ args: process.argv.slice(2), caller: process.env.INIT_CWD })); process.exitCode = Number(process.env.EXIT_CODE ?? 0);`,
  );
  // Ends a while after it was told to stop, as a run does that keeps where it is. Nx tells it again.
  writeFileSync(
    join(workspace, 'app/dist/slow.js'),
    `let told = false; const stop = () => { if (told) return; told = true; setTimeout(() => { console.log('kept'); process.exit(2); }, 500); };
     process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop); setInterval(() => {}, 1000); console.log('started');`,
  );
});
afterAll(() => {
  rmSync(workspace, { recursive: true });
});

function nx(target: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): { readonly code: number | null; readonly told: unknown } {
  const { NX_WORKSPACE_ROOT_PATH: _, ...outer } = process.env;
  const { status, stdout } = spawnSync(process.execPath, [NX, 'run', `app:${target}`, '--', ...args], { cwd: workspace, encoding: 'utf8', env: { ...outer, NO_COLOR: '1', ...env } });
  const line = /^told (.*)$/m.exec(stdout)?.[1];
  return { code: status, told: line === undefined ? undefined : JSON.parse(line) };
}

describe('the executor of `nx run benchmarks:all`', () => {
  it('hands arguments on as they are, and the folder that its caller is in', () => {
    expect(nx('all', HARD, { INIT_CWD: '/somewhere/else' })).toEqual({ code: 0, told: { args: HARD, caller: '/somewhere/else' } });
  });

  it('says its own folder where nobody says the caller’s, and fails with the script', () => {
    expect(nx('all', ['x'], { INIT_CWD: undefined, EXIT_CODE: '3' })).toEqual({ code: 1, told: { args: ['x'], caller: workspace } });
  });

  it('is needed: the one that comes with Nx lets a shell read them', () => {
    expect(nx('glued', ['mixed(share=0.25)'])).toEqual({ code: 1, told: undefined });
  });

  it.runIf(process.platform === 'linux')('lets a script that Ctrl-C stops end in its own time, and say so, in what Nx is told to do', async () => {
    expect(await interrupted({})).toContain('kept');
    expect(await interrupted({ NX_NATIVE_COMMAND_RUNNER: 'true' })).not.toContain('kept');
  });
});

/** What is seen at a terminal of a script that is stopped by Ctrl-C. */
async function interrupted(env: NodeJS.ProcessEnv): Promise<string> {
  const outer = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'CI' && !name.startsWith('NX_')));
  const child = spawn('script', ['-qec', `'${process.execPath}' '${NX}' run app:slow`, '/dev/null'], { cwd: workspace, env: { ...outer, ...env, TERM: 'xterm', NO_COLOR: '1' }, stdio: 'pipe' });
  let seen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!seen.includes('started') && `${seen}${text}`.includes('started')) child.stdin.write('\u0003');
    seen += text;
  });
  await once(child, 'close');
  return seen;
}
