import type { Api as AskApi } from '../../objects/index.ts';
import { PortreeveError } from '../../model/index.ts';
import { type Api, ApiFailure } from '../api/http.ts';

/** The server's API as those who ask of rules know it, by the page's own way there. */
export function askApi(api: Api): AskApi {
  return {
    async request(method, path, body) {
      try {
        return { status: 200, revision: undefined, body: await api.call(method, path, body) };
      } catch (cause) {
        if (!(cause instanceof ApiFailure)) throw cause;
        const { status, type, message } = cause;
        throw new PortreeveError('API_ERROR', { message, type }, { cause, details: { status, type, message } });
      }
    },
  };
}
