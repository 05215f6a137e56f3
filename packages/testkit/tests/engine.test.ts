import { chooseEngine } from '@exitbench/engines';
import { describe } from 'vitest';

import { engineSubject, testEngine } from '../src/index.ts';

testEngine('cpu', engineSubject('cpu'));
testEngine('wasm', engineSubject('wasm'));

const gpu = chooseEngine({ looksForGpu: true }).candidates.find(({ id }) => id === 'webgpu');
describe(`webgpu: conformance${gpu?.available === true ? '' : ` (skipped: ${gpu?.reason})`}`, () => {
  testEngine('webgpu', engineSubject('webgpu'), gpu?.available === true ? {} : { skip: gpu?.reason ?? 'There is no such engine.' });
});

const { engine } = chooseEngine({ env: { ...process.env, EXITBENCH_ENGINE: undefined } });
testEngine('tensorflow', engineSubject('tensorflow'), engine === 'tensorflow' ? {} : { skip: 'The native engine is not set up; `exitbench doctor` says how.' });
