import { Type } from 'typebox';
import { maxPasswordLength } from '../identity/password.ts';

const text = Type.String({ minLength: 1, maxLength: 255 });

/** Body of `POST /ui/session`: a token, or a user with his password. */
export const SignInSchema = Type.Object(
  {
    token: Type.Optional(Type.String({ minLength: 1, maxLength: 8192 })),
    user: Type.Optional(text),
    password: Type.Optional(Type.String({ minLength: 1, maxLength: maxPasswordLength })),
    project: Type.Optional(Type.String({ maxLength: 255 })),
    domain: Type.Optional(text),
  },
  { additionalProperties: false },
);
