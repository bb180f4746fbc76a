import type { Caller, Identity } from '../identity.ts';
import { isObject } from '../resource/kind.ts';
import { type KeystoneAccount, keystoneOf } from './keystone-account.ts';
import { keystoneLogIn } from './keystone-log-in.ts';
import { rightsOf } from './roles.ts';

/** How long an answer is believed, as by the usual middleware: so late does a revoked token end here. */
const rememberMs = 300_000;
const maxRemembered = 10_000;
const maxTokenLength = 8192;

interface Known {
  /** Undefined for a token that is good but for no project. */
  readonly caller: Caller | undefined;
  readonly until: number;
}

/**
 * Callers by the tokens of a Keystone. A token that it does not know is nobody's; a Keystone that does not answer is
 * IDENTITY_UNREACHABLE, which clients see as 503 and not as a wrong token. The account must be allowed to ask whose
 * tokens are (role admin or service).
 */
export function keystoneIdentity(account: KeystoneAccount, now: () => Date = () => new Date()): Identity {
  const keystone = keystoneOf(account);
  const { base, failed, send, logIn } = keystone;
  const remembered = new Map<string, Known>();
  /** Several requests with one token ask once. */
  const asking = new Map<string, Promise<Known | undefined>>();
  let own: Promise<string> | undefined;

  /** The token that we ask with; made anew after it was refused or could not be made. */
  function ownToken(refused?: Promise<string>): Promise<string> {
    if (own === undefined || own === refused) {
      const made = logIn().then(({ token }) => token);
      own = made;
      made.catch(() => {
        if (own === made) own = undefined;
      });
    }
    return own;
  }

  async function ask(token: string, refused?: Promise<string>): Promise<Known | undefined> {
    const mine = ownToken(refused);
    const headers = { 'x-auth-token': await mine, 'x-subject-token': token };
    const answer = await send({ method: 'GET', headers }, '/auth/tokens?nocatalog');
    if (answer.status === 200) return readAnswer(await answer.json().catch(() => undefined));
    await answer.body?.cancel();
    if (answer.status === 404) return undefined;
    // Our own token has ended. Once: an account that is refused twice in a row is refused for another reason.
    if (answer.status === 401 && refused === undefined) return ask(token, mine);
    throw failed(`it answers ${answer.status} to the question whose a token is`);
  }

  function readAnswer(body: unknown): Known {
    const token = isObject(body) ? body['token'] : undefined;
    if (!isObject(token)) throw failed('its answer has no token');
    const expires = typeof token['expires_at'] === 'string' ? Date.parse(token['expires_at']) : Number.NaN;
    if (Number.isNaN(expires)) throw failed('its answer does not say when the token ends');
    const until = Math.min(now().getTime() + rememberMs, expires);
    const project = idOf(token['project']);
    const user = idOf(token['user']);
    if (project === undefined || user === undefined) return { caller: undefined, until };
    const roles = (Array.isArray(token['roles']) ? token['roles'] : []).flatMap((role: unknown) =>
      isObject(role) && typeof role['name'] === 'string' ? [role['name']] : [],
    );
    const names = { user: nameOf(token['user']), project: nameOf(token['project']) };
    return { caller: { project, user, roles, names, ...rightsOf(roles) }, until };
  }

  return {
    uri: base,
    logIn: keystoneLogIn(keystone),
    // Never from X-Project-Id or the like: those are headers that anybody can send.
    async caller({ token }) {
      if (token === undefined || token.length > maxTokenLength) return undefined;
      const known = remembered.get(token);
      if (known !== undefined && known.until > now().getTime()) return known.caller;
      let answer = asking.get(token);
      if (answer === undefined) {
        answer = ask(token).finally(() => asking.delete(token));
        asking.set(token, answer);
      }
      const found = await answer;
      remembered.delete(token);
      if (found === undefined || found.until <= now().getTime()) return undefined;
      if (remembered.size >= maxRemembered) remembered.clear();
      remembered.set(token, found);
      return found.caller;
    },
  };
}

function idOf(value: unknown): string | undefined {
  const id = isObject(value) ? value['id'] : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** Its id, where it has no name. */
function nameOf(value: unknown): string {
  const name = isObject(value) ? value['name'] : undefined;
  return typeof name === 'string' ? name : (idOf(value) ?? '');
}
