import { failureOf, refusedRecipient } from './delivery-failure.js';

describe('a failed delivery', () => {
  it.each([
    ['an unknown recipient', { code: 'EENVELOPE', responseCode: 550 }],
    ['a mail taken for spam', { code: 'EMESSAGE', responseCode: 554 }],
    ['an address that cannot even be offered', { code: 'EENVELOPE', command: 'API' }],
  ])('is permanent: %s', (_, error) => {
    expect(failureOf(error).permanent).toBe(true);
  });

  it.each([
    ['greylisting', { code: 'EENVELOPE', responseCode: 451 }],
    ['a full mailbox', { code: 'EMESSAGE', responseCode: 452 }],
    ['a service that closes', { code: 'EENVELOPE', responseCode: 421 }],
    ['a session that went wrong', { code: 'EENVELOPE', responseCode: 503 }],
    ['a refused login', { code: 'EAUTH', responseCode: 535 }],
    ['a greeting that turns us away', { code: 'EPROTOCOL', responseCode: 554 }],
    ['a lost line', { code: 'ECONNECTION' }],
    ['a timeout', { code: 'ETIMEDOUT' }],
    ['a name that is not found', { code: 'EDNS' }],
    ['the end of our patience', { code: 'EABORT' }],
  ])('is tried again: %s', (_, error) => {
    expect(failureOf(error).permanent).toBe(false);
  });

  it('tells the codes, and not what the server says of the guest', () => {
    const response = '550 5.1.1 <ada@guests.example>: no such user';
    const { message } = failureOf({ code: 'EENVELOPE', responseCode: 550, response, command: 'RCPT TO' });
    expect(message).toBe('The mail server refused: EENVELOPE 550 5.1.1 at RCPT TO');
  });
});

describe('a delivery that counts as success', () => {
  it('has failed when a recipient was refused', () => {
    const refusal = { code: 'EENVELOPE', responseCode: 550, response: '550 5.1.1 no' };
    expect(refusedRecipient({ rejected: ['b@x.example'], rejectedErrors: [refusal] })?.permanent).toBe(true);
    expect(refusedRecipient({ rejected: ['b@x.example'] })?.permanent).toBe(true);
  });

  it('can be tried again when the recipient was put off', () => {
    const refusal = { code: 'EENVELOPE', responseCode: 450 };
    expect(refusedRecipient({ rejected: ['b@x.example'], rejectedErrors: [refusal] })?.permanent).toBe(false);
  });

  it('is one when nobody was refused', () => {
    expect(refusedRecipient({ rejected: [], rejectedErrors: [] })).toBeNull();
  });
});
