import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signInLink } from '../../client/index.ts';
import type { Answered } from '../bench.suite.ts';
import { type IdentityBench, openIdentityBench, password, rootToken } from '../identity/bench.suite.ts';

const ours = { 'sec-fetch-site': 'same-origin' };
const path = '/ui/session';
let bench: IdentityBench;
beforeEach(async () => {
  bench = await openIdentityBench();
});
afterEach(() => bench.close());

/** A browser that is signed in: its cookie, and the word that its pages know. */
interface Browser {
  readonly cookie: string;
  readonly proof: string;
}
const setCookie = ({ headers }: Answered) => String(headers['set-cookie']);
const cookieOf = (answer: Answered) => setCookie(answer).split(';', 1)[0] ?? '';
const post = (body: object, headers: Readonly<Record<string, string>> = ours) =>
  bench.call('POST', path, body, headers);
const signIn = async (body: object): Promise<Browser> => {
  const answer = await post(body);
  if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return { cookie: cookieOf(answer), proof: String(answer.body['session']?.['proof']) };
};
const signedIn = () => signIn({ user: 'admin', password });
const errorOf = ({ status, body }: Answered) => [status, body['NeutronError']?.['type']];
const from = ({ cookie }: Browser, more: Readonly<Record<string, string>> = {}) => ({ cookie, ...ours, ...more });
const withProof = (browser: Browser, more: Readonly<Record<string, string>> = {}) =>
  from(browser, { 'x-portreeve-proof': browser.proof, ...more });
const network = { network: { name: 'n' } };

describe('signing in', () => {
  test('by a password says who one is, and gives a cookie that no script can read', async () => {
    const answer = await post({ user: 'admin', password }, { ...ours, 'accept-language': 'fr, zh;q=0.9, en;q=0.8' });
    const { session, ...rest } = answer.body;
    expect([answer.status, rest]).toEqual([201, { passwords: true, language: 'zh-CN' }]);
    expect(session).toMatchObject({
      user: { name: 'admin' },
      project: { name: 'admin' },
      roles: ['admin', 'member', 'reader'],
      is_admin: true,
      may_write: true,
      address: '127.0.0.1',
      expires_at: '2026-02-01T00:00:00.000Z',
    });
    expect(setCookie(answer)).toMatch(
      /^portreeve-80=[\w-]{200,1000}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
    expect(answer.headers['cache-control']).toBe('no-store');
    const again = await bench.call('GET', path, undefined, { cookie: cookieOf(answer), ...ours });
    expect(again.body['session']).toEqual(session);
  });

  test('behind a proxy that speaks TLS, the cookie is for TLS and this host only', async () => {
    const tls = { ...ours, 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7, 10.0.0.1' };
    const answer = await post({ user: 'admin', password }, tls);
    expect(setCookie(answer)).toMatch(/^__Host-portreeve=.*; HttpOnly; SameSite=Strict; Secure$/);
    expect(answer.body['session']?.['address']).toBe('203.0.113.7');
  });

  test('by the token of the administrator, whom the cookie does not name', async () => {
    const browser = await signIn({ token: rootToken });
    const { body } = await bench.call('GET', path, undefined, from(browser));
    expect(body['session']).toMatchObject({ user: null, project: { id: 'default', name: 'default' }, is_admin: true });
    expect(Buffer.from(browser.cookie.split('=')[1] ?? '', 'base64url').includes(rootToken)).toBe(false);
  });

  test('by a token of the API, for as long as that is good', async () => {
    const token = await bench.login('admin', 'admin');
    const browser = await signIn({ token });
    expect((await bench.call('GET', '/v2.0/networks', undefined, from(browser))).status).toBe(200);
    bench.advance(61 * 60_000);
    expect((await bench.call('GET', '/v2.0/networks', undefined, from(browser))).status).toBe(401);
  });

  test('in a project that is asked for, or the first that one may enter, and in none is refused', async () => {
    await bench.account('ann', 'zoo', 'member');
    await bench.account('ann', 'oa', 'reader');
    const projectOf = async (body: object) => (await post({ user: 'ann', password, ...body })).body['session'];
    expect(await projectOf({})).toMatchObject({ project: { name: 'oa' }, may_write: false });
    expect(await projectOf({ project: 'zoo' })).toMatchObject({ project: { name: 'zoo' }, may_write: true });
    expect(errorOf(await post({ user: 'ann', password, project: 'admin' }))).toEqual([401, 'SIGN_IN_REFUSED']);
  });

  test.each<readonly [string, object]>([
    ['a wrong password', { user: 'admin', password: 'wrong' }],
    ['a user that there is not', { user: 'nobody', password }],
    ['another domain', { user: 'admin', password, domain: 'other' }],
    ['a token that is none', { token: 'x'.repeat(40) }],
    ['a token that is far too long', { token: 'x'.repeat(8000) }],
    ['nothing', {}],
  ])('by %s is refused, and all in the same words', async (_name, body) => {
    const answer = await post(body);
    expect([errorOf(answer), answer.headers['set-cookie']]).toEqual([[401, 'SIGN_IN_REFUSED'], undefined]);
    expect(answer.body['NeutronError']?.['message']).toMatch(/^Nobody is signed in by that\. /);
  });

  test.each<readonly [string, object]>([
    ['another member', { token: rootToken, admin: true }],
    ['values of other types', { user: 5, password: true }],
    ['no object', []],
  ])('with %s is no request', async (_name, body) => expect((await post(body)).status).toBe(400));

  test.each<readonly [string, Readonly<Record<string, string>>]>([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another port of this host', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:80' }],
    ['another origin, where browsers say no more than that', { origin: 'http://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
  ])('from %s is refused', async (_name, headers) => {
    expect(errorOf(await post({ token: rootToken }, headers))).toEqual([403, 'FOREIGN_REQUEST']);
    expect(errorOf(await bench.call('GET', path, undefined, headers))).toEqual([403, 'FOREIGN_REQUEST']);
  });
});

describe('a sign-in link', () => {
  const tokenOf = (link: string) => new URL(link).searchParams.get('token') ?? '';
  const now = Date.parse('2026-01-31T12:00:00Z');
  const link = (at = now, token = rootToken) => tokenOf(signInLink('http://localhost/ui', token, new Date(at)));

  test('signs in once', async () => {
    const token = link();
    expect((await post({ token })).status).toBe(201);
    expect(errorOf(await post({ token }))).toEqual([401, 'SIGN_IN_REFUSED']);
  });

  test('signs in one of two who use it at the same moment', async () => {
    const token = link();
    const answers = await Promise.all([post({ token }), post({ token })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401]);
  });

  test('is good for an hour', async () => {
    expect((await post({ token: link(now - 59 * 60_000) })).status).toBe(201);
    expect((await post({ token: link(now - 60 * 60_000) })).status).toBe(401);
  });

  test('of another token, or that was changed, is none', async () => {
    const good = link();
    const later = good.replace(/^\d/, '9');
    for (const token of [link(now, 'another token of the administrator'), later, `${good}x`, good.slice(0, -1)]) {
      expect((await post({ token })).status).toBe(401);
    }
  });
});

describe('the cookie', () => {
  test('opens the paths that a token opens, for the same caller', async () => {
    await bench.account('ann', 'oa', 'member');
    const browser = await signIn({ user: 'ann', password, project: 'oa' });
    const made = await bench.call('POST', '/v2.0/networks', network, withProof(browser));
    expect([made.status, made.body['network']?.['name']]).toEqual([201, 'n']);
    const token = await bench.login('ann', 'oa');
    const seen = (headers: Readonly<Record<string, string>>) => bench.call('GET', '/v2.0/networks', undefined, headers);
    expect((await seen(from(browser))).body).toEqual((await seen({ 'x-auth-token': token })).body);
    expect((await bench.call('GET', '/portreeve/v1/hosts', undefined, from(browser))).status).toBe(403);
  });

  test('tells an administrator what all projects are called, and others their own', async () => {
    const { project } = await bench.account('ann', 'oa', 'member');
    const named = async (browser: Browser) =>
      (await bench.call('GET', '/portreeve/v1/projects', undefined, from(browser))).body['projects'];
    expect(await named(await signIn({ user: 'ann', password }))).toEqual([{ id: project, name: 'oa' }]);
    const names = (await named(await signedIn())) as unknown as readonly { readonly name: string }[];
    expect(names.map(({ name }) => name).sort()).toEqual(['admin', 'oa']);
    const root = (await named(await signIn({ token: rootToken }))) as unknown as readonly { readonly name: string }[];
    expect(root.map(({ name }) => name).sort()).toEqual(['admin', 'default', 'oa']);
  });

  test('lets its answers be neither kept, nor guessed at, nor framed', async () => {
    const { headers } = await bench.call('GET', '/v2.0/networks', undefined, from(await signedIn()));
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  });

  test('opens nothing of agents, figures and the identity service', async () => {
    const browser = await signedIn();
    for (const url of ['/agent/v1/watch?host=h', '/metrics', '/identity/v3/users']) {
      expect([url, (await bench.call('GET', url, undefined, withProof(browser))).status]).toEqual([url, 401]);
    }
  });

  test.each<readonly [string, (browser: Browser) => Readonly<Record<string, string>>]>([
    ['without the word of our pages', (browser) => from(browser)],
    ['with another word', (browser) => withProof(browser, { 'x-portreeve-proof': 'x'.repeat(32) })],
    ['with a word of other letters', (browser) => withProof(browser, { 'x-portreeve-proof': 'é'.repeat(32) })],
    ['from another site', (browser) => withProof(browser, { 'sec-fetch-site': 'cross-site' })],
    ['from another port of this host', (browser) => withProof(browser, { 'sec-fetch-site': 'same-site' })],
    ['from the address bar', (browser) => withProof(browser, { 'sec-fetch-site': 'none' })],
    ['from nowhere', ({ cookie, proof }) => ({ cookie, 'x-portreeve-proof': proof })],
    [
      'from another origin, where browsers say no more than that',
      ({ cookie, proof }) => ({ cookie, 'x-portreeve-proof': proof, origin: 'http://localhost:8080' }),
    ],
  ])('changes nothing %s', async (_name, headersOf) => {
    const browser = await signedIn();
    const headers = headersOf(browser);
    for (const [method, url] of [
      ['POST', '/v2.0/networks'],
      ['PUT', '/v2.0/networks/x'],
      ['DELETE', '/v2.0/networks/x'],
      ['POST', '/portreeve/v1/import'],
      ['DELETE', path],
    ] as const) {
      const answer = await bench.call(method, url, method === 'DELETE' ? undefined : network, headers);
      expect([method, url, errorOf(answer)]).toEqual([method, url, [403, 'FOREIGN_REQUEST']]);
    }
    expect((await bench.call('GET', '/v2.0/networks', undefined, from(browser))).body['networks']).toEqual([]);
  });

  test('changes things where browsers say only the origin, as they do over plain HTTP', async () => {
    const { cookie, proof } = await signedIn();
    const headers = { cookie, 'x-portreeve-proof': proof, origin: 'http://localhost' };
    expect((await bench.call('POST', '/v2.0/networks', network, headers)).status).toBe(201);
    const behindTls = { ...headers, origin: 'https://localhost' };
    expect((await bench.call('POST', '/v2.0/networks', network, behindTls)).status).toBe(201);
  });

  test('shows nothing to another site', async () => {
    const headers = from(await signedIn(), { 'sec-fetch-site': 'cross-site' });
    expect(errorOf(await bench.call('GET', '/v2.0/networks', undefined, headers))).toEqual([403, 'FOREIGN_REQUEST']);
    expect(errorOf(await bench.call('GET', '/portreeve/v1/hosts/h/dump?name=x', undefined, headers))).toEqual([
      403,
      'FOREIGN_REQUEST',
    ]);
  });

  test('counts for nothing beside a token, whatever the token is', async () => {
    const browser = await signedIn();
    const wrong = withProof(browser, { 'x-auth-token': 'wrong' });
    expect((await bench.call('GET', '/v2.0/networks', undefined, wrong)).status).toBe(401);
    // Clients that are no browsers need none of what a cookie needs, wherever they say that they come from.
    const client = { 'x-auth-token': rootToken, 'sec-fetch-site': 'cross-site', origin: 'http://evil.example' };
    const made = await bench.call('POST', '/v2.0/networks', network, client);
    expect([made.status, made.headers['content-security-policy']]).toEqual([201, undefined]);
  });

  test.each<readonly [string, (cookie: string) => string]>([
    ['cut short', (cookie) => cookie.slice(0, -4)],
    ['changed in one letter', (cookie) => cookie.replace(/(?<=^.{60})./, (one) => (one === 'A' ? 'B' : 'A'))],
    ['of nothing', () => 'portreeve-80='],
    ['of another port', (cookie) => cookie.replace('-80', '-81')],
    ['that is no cookie', () => '=;;=; portreeve-80'],
  ])('%s is nobody', async (_name, change) => {
    const { cookie } = await signedIn();
    const headers = { cookie: change(cookie), ...ours };
    expect((await bench.call('GET', '/v2.0/networks', undefined, headers)).status).toBe(401);
    expect((await bench.call('GET', path, undefined, headers)).body['session']).toBe(null);
  });

  test('stands among others', async () => {
    const { cookie } = await signedIn();
    const headers = { cookie: `theme=dark; ${cookie}; portreeve-81=x`, ...ours };
    expect((await bench.call('GET', '/v2.0/networks', undefined, headers)).status).toBe(200);
  });

  test('ends after twelve hours', async () => {
    const browser = await signedIn();
    bench.advance(12 * 3_600_000 - 1);
    expect((await bench.call('GET', '/v2.0/networks', undefined, from(browser))).status).toBe(200);
    bench.advance(1);
    expect((await bench.call('GET', '/v2.0/networks', undefined, from(browser))).status).toBe(401);
  });

  test('is worth what its user is worth now', async () => {
    const { user } = await bench.account('ann', 'oa', 'member');
    const browser = await signIn({ user: 'ann', password });
    await bench.as(rootToken, 'PATCH', `/identity/v3/users/${user}`, { user: { enabled: false } });
    expect((await bench.call('GET', '/v2.0/networks', undefined, from(browser))).status).toBe(401);
  });
});

describe('signing out', () => {
  test('ends the session, wherever its cookie was copied to, and takes it from the browser', async () => {
    for (const body of [{ user: 'admin', password }, { token: rootToken }]) {
      const browser = await signIn(body);
      expect((await bench.call('GET', '/v2.0/networks', undefined, from(browser))).status).toBe(200);
      const answer = await bench.call('DELETE', path, undefined, withProof(browser));
      expect([answer.status, setCookie(answer)]).toEqual([
        204,
        'portreeve-80=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict',
      ]);
      expect((await bench.call('GET', '/v2.0/networks', undefined, from(browser))).status).toBe(401);
    }
  });

  test('leaves a token alone that was brought along', async () => {
    const token = await bench.login('admin', 'admin');
    const browser = await signIn({ token });
    await bench.call('DELETE', path, undefined, withProof(browser));
    expect((await bench.as(token, 'GET', '/v2.0/networks')).status).toBe(200);
  });

  test('without a session is done already', async () => {
    expect((await bench.call('DELETE', path, undefined, ours)).status).toBe(204);
  });
});
