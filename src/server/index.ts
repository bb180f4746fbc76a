export type { Caller, Credentials, Identity } from './identity.ts';
export { type FirstAdministrator, identityPrefix, makeFirstAdministrator } from './identity/first-administrator.ts';
export { type KeystoneAccount, keystoneIdentity } from './identity/keystone.ts';
export type { Settings } from './settings.ts';
export { type RunningServer, type ServerOptions, startServer } from './start.ts';
