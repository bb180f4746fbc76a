import { sentences } from '../src/words/index.ts';
import { sentencesSuite } from '../src/words/sentences.suite.ts';

sentencesSuite('the catalogue', 400, sentences);
