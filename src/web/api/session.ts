import type { Language } from '../../words/index.ts';
import { type Api, member } from './http.ts';

/** Who is signed in. */
export interface Session {
  readonly user: { readonly id: string; readonly name: string } | null;
  readonly project: { readonly id: string; readonly name: string };
  readonly roles: readonly string[];
  readonly is_admin: boolean;
  readonly may_write: boolean;
  /** Where the server sees this browser; null if it cannot tell. */
  readonly address: string | null;
  readonly proof: string;
  readonly expires_at: string;
}

export interface SessionAnswer {
  readonly session: Session | null;
  /** Whether anybody can sign in by name and password. */
  readonly passwords: boolean;
  readonly language: Language;
}

export type SignIn =
  | { readonly token: string }
  | { readonly user: string; readonly password: string; readonly project?: string; readonly domain?: string };

const path = '/ui/session';

export async function fetchSession(api: Api, signal?: AbortSignal): Promise<SessionAnswer> {
  return take(api, await api.call('GET', path, undefined, signal));
}

export async function signIn(api: Api, ask: SignIn): Promise<SessionAnswer> {
  return take(api, await api.call('POST', path, ask));
}

export async function signOut(api: Api): Promise<void> {
  await api.call('DELETE', path);
  api.prove(undefined);
}

function take(api: Api, body: unknown): SessionAnswer {
  const session = member(body, 'session');
  const answer = body as SessionAnswer;
  api.prove(session === null || session === undefined ? undefined : answer.session?.proof);
  return answer;
}
