/**
 * Why a mail was not delivered. The message is kept with the job and shown to staff: it names what happened and the
 * server's codes, never the guest's address, which servers like to repeat in their answers.
 */
export class DeliveryFailure extends Error {
  constructor(
    reason: string,
    /** Trying again cannot help. */
    readonly permanent: boolean,
    options?: ErrorOptions,
  ) {
    super(reason, options);
    this.name = 'DeliveryFailure';
  }
}

/** What nodemailer tells of a failure. */
export interface SmtpError {
  code?: string | undefined;
  command?: string | undefined;
  response?: string | undefined;
  responseCode?: number | undefined;
}

/** Codes for a mail that was refused; all others are about the connection, the login or the server itself. */
const REFUSALS = ['EENVELOPE', 'EMESSAGE'];
const ENHANCED_CODE = /\b[245]\.\d{1,3}\.\d{1,3}\b/;

export function failureOf(error: SmtpError): DeliveryFailure {
  return new DeliveryFailure(reasonOf(error), isPermanent(error), { cause: error });
}

/** A server that takes some recipients and refuses others counts as success; what it refused stands in its answer. */
export function refusedRecipient(info: { rejected: string[]; rejectedErrors?: SmtpError[] | undefined }) {
  const [refusal] = info.rejectedErrors ?? [];
  if (!refusal && info.rejected.length === 0) return null;
  return failureOf(refusal ?? { code: 'EENVELOPE', command: 'RCPT TO' });
}

/**
 * Permanent is what the server says of this mail (5xx), or what cannot even be offered to it. A refused login or
 * greeting says something of us, not of the mail: somebody will mend it, so those are tried again, as 4xx, lost
 * connections and timeouts are. 503 says that the session went wrong, not the mail.
 */
function isPermanent({ code, response, responseCode }: SmtpError): boolean {
  if (!REFUSALS.includes(code ?? '')) return false;
  if (responseCode === undefined) return response === undefined;
  return responseCode >= 500 && responseCode !== 503;
}

function reasonOf({ code, command, response, responseCode }: SmtpError): string {
  const enhanced = ENHANCED_CODE.exec(response ?? '')?.[0];
  const details = [code, responseCode, enhanced, command && `at ${command}`].filter(Boolean).join(' ');
  const what = responseCode === undefined ? 'The mail could not be handed over' : 'The mail server refused';
  return details === '' ? what : `${what}: ${details}`;
}
