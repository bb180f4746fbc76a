export type { Caller, Credentials, Identity } from './identity.ts';
export { type FirstAdministrator, identityPrefix, makeFirstAdministrator } from './identity/first-administrator.ts';
export { keystoneIdentity } from './identity/keystone.ts';
export type { KeystoneAccount } from './identity/keystone-account.ts';
export type { Lab, LabInstance } from './lab/lab.ts';
export type { ComputeAccount } from './nova/compute-api.ts';
export type { Settings } from './settings.ts';
export { type RunningServer, type ServerOptions, startServer } from './start.ts';
