export { type Answer, type Client, type ClientOptions, type LinesOptions, createClient } from './client.ts';
export { signInLink } from './sign-in-link.ts';
