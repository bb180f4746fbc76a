import { ApiError, toApiError } from '../errors.ts';

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Request Entity Too Large',
  503: 'Service Unavailable',
};

/** A refusal in the form of the Identity API, which differs from that of the Networking API. */
export class IdentityError extends ApiError {
  constructor(status: number, message: string, cause?: unknown) {
    super(status, titles[status] ?? 'Internal Server Error', message, cause);
  }

  override body(): object {
    return { error: { code: this.status, message: this.message, title: this.type } };
  }
}

/** Any thrown value as what a client of the identity service is to be told. */
export function toIdentityError(error: unknown): IdentityError {
  if (error instanceof IdentityError) return error;
  const { status, message } = toApiError(error);
  return new IdentityError(
    status,
    status >= 500 && status !== 503
      ? 'An unexpected error prevented the server from fulfilling your request.'
      : message,
    error,
  );
}

/** Refusals, in the reference's words where it has some. */
export const refused = {
  unauthorized: () => new IdentityError(401, 'The request you have made requires authentication.'),
  forbidden: (action: string) =>
    new IdentityError(403, `You are not authorized to perform the requested action: ${action}.`),
  notAllowed: (reason: string) => new IdentityError(403, reason),
  notFound: (what: string, id: string) => new IdentityError(404, `Could not find ${what}: ${id}.`),
  noSuchPath: () => new IdentityError(404, 'The resource could not be found.'),
  noSuchMethod: () => new IdentityError(405, 'The method is not allowed for the requested URL.'),
  bad: (message: string) => new IdentityError(400, message),
  badValue: (attribute: string, reason: string) =>
    new IdentityError(400, `Invalid input for field '${attribute}': ${reason}`),
  missing: (attribute: string) => new IdentityError(400, `'${attribute}' is a required property`),
  duplicate: (what: string, reason: string) =>
    new IdentityError(409, `Conflict occurred attempting to store ${what} - ${reason}.`),
  busy: (cause: unknown) => new IdentityError(503, 'The service has more passwords to check than it can.', cause),
};
