import { createContext, use } from 'react';
import type { Api } from './http.ts';

export const ApiContext = createContext<Api | undefined>(undefined);

export function useApi(): Api {
  const api = use(ApiContext);
  if (api === undefined) throw new Error('no ApiContext above');
  return api;
}
