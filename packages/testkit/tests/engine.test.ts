import { chooseEngine } from '@exitbench/engines';

import { engineSubject, testEngine } from '../src/index.ts';

testEngine('cpu', engineSubject('cpu'));
testEngine('wasm', engineSubject('wasm'));

const { engine } = chooseEngine({ env: { ...process.env, EXITBENCH_ENGINE: undefined } });
testEngine('tensorflow', engineSubject('tensorflow'), engine === 'tensorflow' ? {} : { skip: 'The native engine is not set up; `exitbench doctor` says how.' });
