import { PortreeveError } from '../../model/index.ts';
import type { Language } from '../../words/index.ts';
import { createApi } from '../api/http.ts';
import { askApi } from './ask-api.ts';
import { createDumpReader } from './dump-reader.ts';
import { createMatrices } from './matrices.ts';
import type { JobFailure, JobReply, JobRequest } from './protocol.ts';
import { createTracer } from './tracer.ts';

// The program of the worker: reads what hosts hold, evaluates, and says the answers, beside the page and never in it.

const api = askApi(createApi(() => {}));
const dumps = createDumpReader();
const matrices = createMatrices(api);
const tracer = createTracer(api, () => Date.now());

addEventListener('message', ({ data }: MessageEvent<JobRequest>) => void answer(data));

async function answer(request: JobRequest): Promise<void> {
  const { id, language } = request;
  const give = (found: unknown, isLast: boolean) => reply({ id, answer: found, isLast });
  try {
    switch (request.job) {
      case 'trace':
        await tracer.trace(request.ask, language, give);
        break;
      case 'dump':
        give(dumps.explain(request.ask, language), true);
        break;
      case 'dumpTrace':
        give(dumps.trace(request.ask, request.ask.trace, language), true);
        break;
      case 'dumpReach':
        give(dumps.reach(request.ask, request.ask.to, language), true);
        break;
      case 'groups':
        give(await matrices.groups(), true);
        break;
      case 'cells':
        give(await matrices.cells(request.ask), true);
        break;
      case 'pair':
        give(await matrices.pair(request.ask, language), true);
        break;
      case 'groupReach':
        give(await matrices.groupReach(request.ask), true);
        break;
      case 'hello':
        give(null, true);
        break;
      case 'proof':
        give(await tracer.proof(request.ask), true);
        break;
      case 'prepare':
        await tracer.prepare(request.ask);
        give(null, true);
        break;
      case 'fixes':
        give(await tracer.fixes(request.ask, language), true);
        break;
    }
  } catch (error) {
    reply({ id, failure: failureOf(error, language) });
  }
}

function reply(message: JobReply): void {
  postMessage(message);
}

function failureOf(error: unknown, language: Language): JobFailure {
  if (!(error instanceof PortreeveError)) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { message, hint: '', code: '', status: undefined };
  }
  const { message, hint } = error.words(language);
  const { status, type } = error.details;
  return {
    message,
    hint,
    code: typeof type === 'string' && type !== '' ? type : error.code,
    status: typeof status === 'number' ? status : undefined,
  };
}
